// Checks what `kubectl kustomize` made of an overlay: every object against the schema of its kind, and what this project asks of every pod.
//   node kubernetes.mjs FILE...
import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { parseAllDocuments } from "yaml";

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

// No package has the schemas of RabbitMQ's operators.
const rabbitmq = new Ajv({ allErrors: true }).addSchema(JSON.parse(readFileSync(new URL("rabbitmq.schema.json", import.meta.url), "utf8")), "rabbitmq");

function checkRabbitMq(object) {
  const validate = rabbitmq.getSchema(`rabbitmq#/definitions/${object.kind}`);
  if (!validate) throw new Error("the schema of this kind is missing");
  if (!validate(object)) throw new Error(rabbitmq.errorsText(validate.errors));
}

async function checkObject(object) {
  const { apiVersion, kind } = object;
  if (apiVersion === "rabbitmq.com/v1beta1") return checkRabbitMq(object);
  const [, name] = packages.find(([pattern]) => pattern.test(apiVersion));
  const Model = (await import(`${name}/${apiVersion}/${kind}`))[kind];
  const { watched, unread } = watch(new Model(object));
  Model.prototype.validate.call(watched);
  const left = unread();
  if (left.length) throw new Error(`has no ${left.join(", no ")}`);
}

// The packages' schemas ask for every field that they know, and let others pass: a field that nobody asked for is one that the kind has not.
function watch(root) {
  const read = new Map();
  const open = (value) => {
    if (typeof value !== "object" || value === null) return value;
    if (!read.has(value)) read.set(value, { keys: new Set() });
    const entry = read.get(value);
    return (entry.proxy ??= new Proxy(value, { get: (target, key) => (entry.keys.add(key), open(target[key])) }));
  };
  const find = (value, path) => {
    if (typeof value !== "object" || value === null) return [];
    const { keys } = read.get(value) ?? {};
    // Nothing of it was asked for: a value of any shape.
    if (!keys || ![...keys].some((key) => key in value)) return [];
    return Object.keys(value).flatMap((key) => (keys.has(key) ? find(value[key], `${path}.${key}`) : [`${path}.${key}`.slice(1)]));
  };
  return { watched: open(root), unread: () => find(root, "") };
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
    try {
      await checkObject(object);
    } catch (error) {
      fault(where, error.message);
    }
    const template = object.spec?.template;
    if (template?.spec?.containers) checkPod(where, template.spec, template.metadata?.labels);
  }
}
console.log(`${faults} faults`);
process.exit(faults ? 1 : 0);
