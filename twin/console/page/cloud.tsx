import { useState } from "preact/hooks";
import type { LogLine } from "../../events.ts";
import type { RegionView, View } from "../view.ts";
import { Faults } from "./faults.tsx";
import { Logs } from "./logs.tsx";
import { type Perform, stateOf } from "./region-switches.tsx";

interface Props {
  readonly view: View;
  readonly logs: readonly LogLine[];
  readonly perform: Perform;
}

export function Cloud({ view, logs, perform }: Props) {
  const [open, setOpen] = useState<string | undefined>();
  const shown =
    view.regions.find((r) => r.name === open) ?? view.regions.find((r) => r.active) ?? view.regions[0];
  return (
    <section class="panel cloud" aria-label="Nuvem">
      <div class="panel-head">
        <h2>Nuvem</h2>
        <div class="segments" role="tablist">
          {view.regions.map((region) => (
            <button
              key={region.name}
              type="button"
              role="tab"
              aria-selected={region === shown}
              onClick={() => setOpen(region.name)}
            >
              <span class={`dot ${stateOf(region).kind}`} aria-hidden="true" />
              {region.name}
            </button>
          ))}
        </div>
      </div>
      <Routing view={view} />
      <Faults faults={view.faults} perform={perform} />
      {shown && <RegionDetail region={shown} />}
      <Logs logs={logs.filter((line) => line.region === shown?.name)} />
    </section>
  );
}

function Routing({ view }: { view: View }) {
  const active = view.regions.find((r) => r.active);
  const { pending, lagMs, paused } = view.replication;
  return (
    <div class="card routing">
      <h3>Route 53</h3>
      <p>
        <code>{view.publicHost}</code> → <b>{active?.name ?? "ninguém"}</b>
      </p>
      <ul class="checks">
        {view.health.map((check) => (
          <li key={check.name} class={check.healthy ? "ok" : "bad"}>
            {check.name}
          </li>
        ))}
      </ul>
      <p class="quiet">
        Réplica das tabelas: {paused ? "pausada" : `atraso de ${lagMs} ms`}, {pending} a caminho
      </p>
    </div>
  );
}

function RegionDetail({ region }: { region: RegionView }) {
  const busy = region.queues.filter((q) => q.visible + q.inFlight + q.delayed > 0);
  const alarms = region.alarms.filter((alarm) => alarm.state === "ALARM");
  return (
    <>
      <div class="card">
        <h3>Funções</h3>
        <ul class="functions">
          {region.functions.map((fn) => (
            <li
              key={fn.name}
              class={fn.busy ? "busy" : fn.warm ? "warm" : ""}
              title={`${fn.memoryMb} MB, ${fn.timeoutSeconds} s`}
            >
              {fn.name.replace(/^[^-]+-/, "")}
            </li>
          ))}
        </ul>
      </div>
      <div class="card">
        <h3>
          Filas <span>{region.queues.length}</span>
        </h3>
        {busy.length === 0 && <p class="quiet">Todas vazias.</p>}
        <ul class="queues">
          {busy.map((queue) => (
            <li key={queue.queue} class={/dlq/.test(queue.queue) ? "dead" : ""}>
              <code>{queue.queue}</code>
              <b>
                {queue.visible} <small>esperando</small> {queue.inFlight} <small>em curso</small>
              </b>
            </li>
          ))}
        </ul>
      </div>
      <div class="card">
        <h3>
          Alarmes{" "}
          <span>
            {alarms.length} de {region.alarms.length}
          </span>
        </h3>
        {alarms.length === 0 && <p class="quiet">Nenhum disparado.</p>}
        <ul class="alarms">
          {alarms.map((alarm) => (
            <li key={alarm.alarm} title={alarm.reason}>
              {alarm.alarm}
            </li>
          ))}
        </ul>
      </div>
      <details class="card">
        <summary>
          <h3>
            Recursos <span>{region.resources.reduce((sum, r) => sum + r.count, 0)}</span>
          </h3>
        </summary>
        <ul class="resources">
          {region.resources.map(({ service, count }) => (
            <li key={service}>
              {service} <b>{count}</b>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
