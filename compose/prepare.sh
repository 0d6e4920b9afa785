#!/usr/bin/env bash
# Makes up the secrets of a compose installation, in secrets/, each once; what is there stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077
mkdir -p secrets

random() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }
# put NAME TEXT: unless it is there already. Containers that are not root must read it.
put() {
  [ -e "secrets/$1" ] || printf '%s' "$2" >"secrets/$1"
  chmod 644 "secrets/$1" # the folder itself lets nobody in
}
secret() { cat "secrets/$1"; }
connection() { printf 'Server=mysql;Database=msq;User ID=%s;Password=%s;Maximum Pool Size=64' "$1" "$(secret "$2")"; }
bytes() { printf '%s' "${1^^}" | basenc --base16 --decode; }
# RabbitMQ's: base64 of a salt of four bytes and SHA-256 of salt and password.
rabbitmq_hash() {
  local salt=$1 digest
  digest=$({ bytes "$salt"; printf '%s' "$2"; } | sha256sum | cut -d' ' -f1)
  bytes "$salt$digest" | base64 -w0
}

for name in mysql_root mysql_api mysql_dispatcher mysql_tracker rabbitmq rabbitmq_operator relayer_api_key webhook_signing_key oz_monitor_key grafana_admin; do
  put "$name" "$(random)"
done
put mysql_connection_owner "$(connection root mysql_root)"
for service in api dispatcher tracker; do put "mysql_connection_$service" "$(connection "msq_$service" "mysql_$service")"; done
put rabbitmq_connection "amqp://msq:$(secret rabbitmq)@rabbitmq:5672/"
hashed() { rabbitmq_hash "$(random | cut -c1-8)" "$(secret "$1")"; }
put rabbitmq_definitions.json "$(sed "s|SERVICES_HASH|$(hashed rabbitmq)|; s|OPERATOR_HASH|$(hashed rabbitmq_operator)|" rabbitmq/definitions.json)"
put redis_connection redis:6379
# OZ Relayer and OZ Monitor read the environment only.
put oz-relayer.env "API_KEY=$(secret relayer_api_key)
WEBHOOK_SIGNING_KEY=$(secret webhook_signing_key)
STORAGE_ENCRYPTION_KEY=$(head -c 32 /dev/urandom | base64 -w0)
REDIS_URL=redis://redis:6379
KEYSTORE_PASSPHRASE=msq-dev" # of the development keystores, which are everybody's
put oz-monitor.env "MSQ_MONITOR_HOOK_SECRET=$(secret oz_monitor_key)
OPS_SLACK_WEBHOOK_URL=https://hooks.slack.com/services/to-be-set
OPS_DISCORD_WEBHOOK_URL=https://discord.com/api/webhooks/to-be-set"
# Where alerts are sent (as Alertmanager's webhooks are): nobody listens there yet.
for receiver in page ticket watchdog; do put "alertmanager_${receiver}_url" "http://alerts.invalid/$receiver"; done
chmod 700 secrets
echo "The secrets are in $PWD/secrets. Keep them to yourself."
