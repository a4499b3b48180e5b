/** The two services that a Pulumi program speaks to: ResourceMonitor makes resources, Engine takes its messages. */

import type { Callback } from "@pulumi/pulumi/proto/callback_pb.js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest, SetRootResourceRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import resourceServices from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type {
  ReadResourceRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceCallRequest,
  ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { Refusal } from "./errors.ts";
import { invoke } from "./invokes/index.ts";
import { type Registration, readRegistrationOf, registrationOf } from "./registration.ts";
import { makeRemote } from "./remote/index.ts";
import type { ServedService } from "./rpc.ts";
import type { Registered, StackRun } from "./stack-run.ts";
import { structOf, type WireObject } from "./wire.ts";

const STACK_REFERENCE_TYPE = "pulumi:pulumi:StackReference";

/** What this engine does as the real one; the rest (hooks, parameterised packages) the SDK then refuses to use. */
const features = [
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  resources.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_INVOKE_DEPENDS_ON,
];

export type Severity = "debug" | "info" | "warning" | "error";
const severities: readonly Severity[] = ["debug", "info", "warning", "error"];

export function monitorOf(run: StackRun): ServedService {
  const { project, stack, config } = run.setting;
  return {
    definition: resourceServices.ResourceMonitorService,
    handlers: {
      getDeploymentInfo: () => {
        const info = new resources.DeploymentInfo();
        info.setProject(project);
        info.setStack(stack);
        info.setOrganization("organization");
        for (const [key, value] of Object.entries(config)) info.getConfigMap().set(key, value);
        info.setSupportedfeaturesList(features);
        return info;
      },
      registerResource: async (request: RegisterResourceRequest) => {
        const registration = registrationOf(request);
        return registerResponse(
          registration.remote ? await makeRemote(registration, run) : await run.register(registration),
        );
      },
      registerResourceOutputs: (request: RegisterResourceOutputsRequest) => {
        run.registerOutputs(request.getUrn(), (request.getOutputs()?.toJavaScript() ?? {}) as WireObject);
        return new empty.Empty();
      },
      readResource: async (request: ReadResourceRequest) => {
        const asked = readRegistrationOf(request);
        const { urn, outputs } =
          asked.type === STACK_REFERENCE_TYPE ? await refer(asked, run) : await run.register(asked);
        const response = new resources.ReadResourceResponse();
        response.setUrn(urn);
        response.setProperties(structOf(outputs));
        return response;
      },
      invoke: async (request: ResourceInvokeRequest) => {
        const response = new resources.ResourceInvokeResponse();
        response.setReturn(structOf(await invoke(request, run)));
        return response;
      },
      call: (request: ResourceCallRequest) => {
        throw new Refusal(
          `The method ${request.getTok()} is called on a resource; this engine knows no resource methods.`,
        );
      },
      registerStackTransform: (callback: Callback) => {
        run.transforms.addToStack(callback);
        return new empty.Empty();
      },
      registerStackInvokeTransform: (callback: Callback) => {
        run.transforms.addToInvokes(callback);
        return new empty.Empty();
      },
      signalAndWaitForShutdown: () => new empty.Empty(),
    },
  };
}

export function engineOf(run: StackRun, onLog: (severity: Severity, message: string) => void): ServedService {
  return {
    definition: engineServices.EngineService,
    handlers: {
      log: (request: LogRequest) => {
        onLog(severities[request.getSeverity()] ?? "info", request.getMessage().trimEnd());
        return new empty.Empty();
      },
      getRootResource: () => {
        const response = new engine.GetRootResourceResponse();
        response.setUrn(run.rootUrn);
        return response;
      },
      setRootResource: (request: SetRootResourceRequest) => {
        run.rootUrn = request.getUrn();
        return new engine.SetRootResourceResponse();
      },
      // The SDK in node_modules and this engine are pinned together.
      requirePulumiVersion: () => new engine.RequirePulumiVersionResponse(),
    },
  };
}

function registerResponse({ urn, id, outputs }: Registered) {
  const response = new resources.RegisterResourceResponse();
  response.setUrn(urn);
  response.setId(id);
  response.setObject(structOf(outputs));
  return response;
}

/** A StackReference has the other stack's outputs: it waits until that stack has told them. */
async function refer(asked: Registration, run: StackRun): Promise<Registered> {
  const reference = asked.readId ?? "";
  const { outputs, secretNames } = await run.setting.references.resolve(run.setting.stack, reference);
  const { urn } = await run.register(asked);
  run.registerOutputs(urn, { name: reference, outputs, secretOutputNames: [...secretNames] });
  return run.stateOf(urn);
}
