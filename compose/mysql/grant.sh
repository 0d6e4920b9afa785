#!/usr/bin/env bash
# Makes the services' database users, or gives them their new passwords, and says what they may do.
set -euo pipefail

as_root() { MYSQL_PWD=$(cat /run/secrets/mysql_root) mysql --host=mysql --user=root; }

for service in api dispatcher tracker; do
  # Passwords are hex: see prepare.sh.
  password=$(cat "/run/secrets/mysql_$service")
  printf "CREATE USER IF NOT EXISTS 'msq_%s'@'%%';\nALTER USER 'msq_%s'@'%%' IDENTIFIED BY '%s';\n" "$service" "$service" "$password"
done | as_root
as_root </msq/grants.sql
