#!/usr/bin/env bash
# The development relayer, by the configuration file and the environment of OZ Relayer.
set -euo pipefail
configuration=/app/config/config.json
read_configuration() { jq -er "$1" "$configuration"; }
exec /usr/share/dotnet/dotnet /app/bin/Msq.Local.dll --relayer-only --memory --host 0.0.0.0 --port 8080 \
  --relayer "$(read_configuration '.relayers[0].id')=/app/$(read_configuration '.signers[0].config.path')" \
  --rpc "$(read_configuration '.networks[0].rpc_urls[0]')" --chain-id "$(read_configuration '.networks[0].chain_id')" \
  --confirmations "$(read_configuration '.networks[0].required_confirmations')" --webhook-url "$(read_configuration '.notifications[0].url')"
