#!/usr/bin/env bash
# Starts MariaDB as the image mysql starts MySQL: at the first start with a database and a password for root.
set -euo pipefail
data=/var/lib/mysql
chown -R mysql:mysql "$data" /run/mysqld
first=()
if [ ! -d "$data/mysql" ]; then
  mariadb-install-db --user=mysql --datadir="$data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
  install -o mysql -m 600 /dev/null /tmp/first.sql
  password=$(cat "$MYSQL_ROOT_PASSWORD_FILE")
  cat >/tmp/first.sql <<SQL
CREATE DATABASE \`$MYSQL_DATABASE\`;
ALTER USER root@localhost IDENTIFIED BY '$password';
CREATE USER root@'%' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
SQL
  first=(--init-file=/tmp/first.sql)
fi
# MySQL 8.4 writes a binary log unless told otherwise.
exec mariadbd --user=mysql --datadir="$data" --bind-address=0.0.0.0 --skip-name-resolve --log-bin=binlog --binlog-format=ROW ${first[@]+"${first[@]}"} "$@"
