#!/usr/bin/env bash
# Prints the Secrets of this overlay, made of those that compose/prepare.sh makes up: ./secrets.sh | kubectl apply -f -
# On one machine every service uses the schema's owner; for anything else see config/mysql/grants.sql.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
made=$root/compose/secrets
[ -d "$made" ] || "$root/compose/prepare.sh" >&2

# secret NAME KEY=FILE...
secret() {
  local name=$1
  shift
  kubectl create secret generic "$name" --namespace msq --dry-run=client -o yaml "${@/#/--from-file=}"
  echo ---
}

services=(
  "ConnectionStrings__MySql=$made/mysql_connection_owner" "ConnectionStrings__RabbitMq=$made/rabbitmq_connection"
  "ConnectionStrings__Redis=$made/redis_connection" "OZ_RELAYER_API_KEY=$made/relayer_api_key"
)
secret stores "mysql_root=$made/mysql_root" "rabbitmq=$made/rabbitmq"
secret msq-migrate "${services[0]}"
secret msq-api "${services[@]}" "Webhooks__SigningKey=$made/webhook_signing_key" "Webhooks__OzMonitorKey=$made/oz_monitor_key"
secret msq-dispatcher "${services[@]}"
secret msq-tracker "${services[@]}"
secret oz-relayer-keystore "keystore.json=$root/keys/relayer-1/keystore.json"
kubectl create secret generic oz-relayer --namespace msq --dry-run=client -o yaml --from-env-file="$made/oz-relayer.env"
