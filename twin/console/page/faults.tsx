import type { View } from "../view.ts";
import type { Perform } from "./region-switches.tsx";

/** Switches for what can go wrong outside a region; the label says what its user will then see. */
export function Faults({ faults, perform }: { faults: View["faults"]; perform: Perform }) {
  return (
    <details class="card faults" aria-label="Falhas">
      <summary>
        <h3>
          Falhas{" "}
          <span>
            {faults.filter(({ on }) => on).length} de {faults.length}
          </span>
        </h3>
      </summary>
      <ul>
        {faults.map(({ name, label, effect, on }) => (
          <li key={name} class={on ? "on" : ""}>
            <div>
              <strong>{label}</strong>
              <small>{effect}</small>
            </div>
            <button
              type="button"
              class="switch"
              role="switch"
              aria-checked={on}
              aria-label={`Falha: ${label}`}
              title={on ? "Desfazer a falha" : "Provocar a falha"}
              onClick={() => perform("fault", { fault: name, on: !on })}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
