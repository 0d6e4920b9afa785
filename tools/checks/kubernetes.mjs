// Checks what `kubectl kustomize` made of an overlay: every object against the schema of its kind, and what this project asks of every pod.
//   node kubernetes.mjs FILE...
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

// Kinds whose schemas are not to be had as a package: they are read, no more.
const unknown = new Set(["rabbitmq.com/v1beta1"]);
const packages = [
  [/^external-secrets\.io\//, "@kubernetes-models/external-secrets"],
  [/^keda\.sh\//, "@kubernetes-models/keda"],
  [/^monitoring\.coreos\.com\//, "@kubernetes-models/prometheus-operator"],
  [/./, "kubernetes-models"],
];

let faults = 0;
const fault = (where, what) => {
  faults++;
  console.error(`${where}: ${what}`);
};

// The package knows the version before the last; what is used of it has not changed since.
const older = { "external-secrets.io/v1": "external-secrets.io/v1beta1" };

async function modelOf({ apiVersion, kind }) {
  const [, name] = packages.find(([pattern]) => pattern.test(apiVersion));
  return (await import(`${name}/${apiVersion}/${kind}`))[kind];
}

function checkPod(where, spec, labels) {
  if (spec.securityContext?.runAsNonRoot !== true) fault(where, "runAsNonRoot is not true");
  if (spec.securityContext?.seccompProfile?.type !== "RuntimeDefault") fault(where, "seccompProfile is not RuntimeDefault");
  if (spec.automountServiceAccountToken !== false) fault(where, "automountServiceAccountToken is not false");
  if (labels?.["app.kubernetes.io/part-of"] !== "msq") fault(where, "has not the label app.kubernetes.io/part-of: msq");
  for (const container of spec.containers) {
    const security = container.securityContext ?? {};
    if (security.allowPrivilegeEscalation !== false) fault(where, `${container.name}: allowPrivilegeEscalation is not false`);
    if (!security.capabilities?.drop?.includes("ALL")) fault(where, `${container.name}: does not drop ALL capabilities`);
    if (!container.resources?.limits?.memory || !container.resources?.requests?.cpu) fault(where, `${container.name}: has no memory limit or no cpu request`);
    for (const mount of container.volumeMounts ?? [])
      if (![...(spec.volumes ?? []), { name: "data" }].some((volume) => volume.name === mount.name)) fault(where, `${container.name}: mounts ${mount.name}, which is no volume`);
  }
}

for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file, "utf8"))) {
    for (const error of document.errors) fault(file, error.message);
    const object = document.toJS();
    if (!object) continue;
    const where = `${file}: ${object.kind} ${object.metadata?.name}`;
    if (!unknown.has(object.apiVersion)) {
      try {
        const checked = { ...object, apiVersion: older[object.apiVersion] ?? object.apiVersion };
        const Model = await modelOf(checked);
        new Model(checked).validate();
      } catch (error) {
        fault(where, error.message);
      }
    }
    const template = object.spec?.template;
    if (template?.spec?.containers) checkPod(where, template.spec, template.metadata?.labels);
  }
}
console.log(`${faults} faults`);
process.exit(faults ? 1 : 0);
