#!/usr/bin/env bash
# Starts Debian's RabbitMQ as the image does.
set -euo pipefail
mkdir -p /tmp/conf.d
for file in /etc/rabbitmq/conf.d/*.conf; do
  # Debian's is too old for this one; the queues say themselves what they are.
  sed '/^default_queue_type /d' "$file" >"/tmp/conf.d/$(basename "$file")"
done
chown -R rabbitmq:rabbitmq /var/lib/rabbitmq /var/log/rabbitmq /tmp/conf.d
export HOME=/var/lib/rabbitmq RABBITMQ_CONFIG_FILES=/tmp/conf.d RABBITMQ_LOGS=- RABBITMQ_ENABLED_PLUGINS_FILE=/etc/rabbitmq/enabled_plugins
exec setpriv --reuid rabbitmq --regid rabbitmq --init-groups /usr/lib/rabbitmq/bin/rabbitmq-server "$@"
