import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Cloud } from "./cloud.tsx";
import { Kitchen } from "./kitchen.tsx";
import { act, connect, type Live } from "./live.ts";
import { Phone } from "./phone.tsx";
import { RegionSwitches } from "./region-switches.tsx";

const panels = { phone: "WhatsApp", kitchen: "Cozinha", cloud: "Nuvem" } as const;
type Panel = keyof typeof panels;

function App() {
  const [live, setLive] = useState<Live>({ logs: [], connected: false });
  const [panel, setPanel] = useState<Panel>("phone");
  const [notice, setNotice] = useState("");
  useEffect(() => connect(setLive), []);
  useEffect(() => {
    const timer = notice && setTimeout(() => setNotice(""), 6000);
    return () => clearTimeout(timer || undefined);
  }, [notice]);
  const perform = async (path: string, body: object) => setNotice((await act(path, body)) ?? "");
  const { view } = live;

  return (
    <>
      <header class="top">
        <div class="brand">
          <span class="logo" aria-hidden="true" />
          <div>
            <h1>POS Modern</h1>
            <p>Pedidos pelo WhatsApp, em duas regiões</p>
          </div>
        </div>
        {view && <RegionSwitches view={view} perform={perform} />}
        <span class={`link ${live.connected ? "on" : "off"}`}>
          {live.connected ? "ao vivo" : "sem conexão"}
        </span>
      </header>
      {view ? (
        <main class={`show-${panel}`}>
          <Phone view={view} perform={perform} />
          <Kitchen view={view} perform={perform} />
          <Cloud view={view} logs={live.logs} perform={perform} />
        </main>
      ) : (
        <p class="waiting">Ligando as duas regiões…</p>
      )}
      <nav class="tabs" aria-label="Painéis">
        {(Object.keys(panels) as Panel[]).map((name) => (
          <button
            key={name}
            type="button"
            aria-current={panel === name ? "page" : undefined}
            onClick={() => setPanel(name)}
          >
            {panels[name]}
          </button>
        ))}
      </nav>
      {notice && (
        <div class="toast" role="alert">
          {notice}
        </div>
      )}
    </>
  );
}

render(<App />, document.getElementById("app")!);
