-- What each service's database user may do, and nothing else. Run by the owner of the schema after each migration, in the database itself; the users are there already.
-- A locking read (FOR UPDATE) needs UPDATE on the table, on one column at least.

-- The API accepts, and writes wishes down.
GRANT SELECT ON `msq`.* TO 'msq_api'@'%';
GRANT INSERT ON `msq`.`transactions` TO 'msq_api'@'%';
GRANT UPDATE (`cancel_requested_at`, `to_address`, `value`, `data`, `gas_limit`, `speed`, `valid_until`, `updated_at`, `next_action_at`, `version`) ON `msq`.`transactions` TO 'msq_api'@'%';
GRANT INSERT ON `msq`.`transaction_events` TO 'msq_api'@'%';
GRANT INSERT ON `msq`.`forward_nonces` TO 'msq_api'@'%';
GRANT INSERT, UPDATE (`state`, `state_reason`, `state_by`, `state_since`) ON `msq`.`relayers` TO 'msq_api'@'%';
GRANT INSERT, UPDATE ON `msq`.`client_spendings` TO 'msq_api'@'%';
GRANT INSERT, UPDATE ON `msq`.`callback_deliveries` TO 'msq_api'@'%';
GRANT DELETE ON `msq`.`disabled_callbacks` TO 'msq_api'@'%';
GRANT INSERT, UPDATE ON `msq`.`monitor_alerts` TO 'msq_api'@'%';

-- The dispatcher claims.
GRANT SELECT ON `msq`.* TO 'msq_dispatcher'@'%';
GRANT UPDATE (`claimed_at`, `version`) ON `msq`.`transactions` TO 'msq_dispatcher'@'%';

-- The tracker owns the rest.
GRANT SELECT, INSERT, UPDATE, DELETE ON `msq`.* TO 'msq_tracker'@'%';
