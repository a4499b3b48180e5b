import type { RegionView, View } from "../view.ts";

const places: Readonly<Record<string, string>> = { "us-east-1": "Virgínia", "sa-east-1": "São Paulo" };

export type Perform = (path: string, body: object) => Promise<void>;

export function stateOf(region: RegionView): { readonly kind: string; readonly label: string } {
  if (region.dark) return { kind: "dark", label: "fora do ar" };
  return region.active ? { kind: "active", label: "atendendo" } : { kind: "standby", label: "em espera" };
}

/** One card a region: who answers now, and the switch that takes the region away. */
export function RegionSwitches({ view, perform }: { view: View; perform: Perform }) {
  return (
    <section class="regions" aria-label="Regiões">
      {view.regions.map((region) => {
        const { kind, label } = stateOf(region);
        return (
          <div class={`region ${kind}`} key={region.name} data-region={region.name}>
            <span class="dot" aria-hidden="true" />
            <div>
              <strong>{region.name}</strong>
              <small>
                {places[region.name] ? `${places[region.name]} · ` : ""}
                {label}
              </small>
            </div>
            <button
              type="button"
              class="switch"
              role="switch"
              aria-checked={!region.dark}
              aria-label={`${region.name} ligada`}
              title={region.dark ? "Trazer a região de volta" : "Derrubar a região"}
              onClick={() => perform("region", { region: region.name, dark: !region.dark })}
            />
          </div>
        );
      })}
    </section>
  );
}
