using System;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Msq.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("MySql:CharSet", "utf8mb4");

            migrationBuilder.CreateTable(
                name: "chain_blocks",
                columns: table => new
                {
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain_blocks", x => new { x.chain_id, x.number });
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "chain_cursors",
                columns: table => new
                {
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    height = table.Column<long>(type: "bigint", nullable: false),
                    block_hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    version = table.Column<int>(type: "int", nullable: false),
                    updated_at = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain_cursors", x => x.chain_id);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "chain_orphans",
                columns: table => new
                {
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    from_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    raw_transaction = table.Column<string>(type: "longtext", nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    next_offer_at = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain_orphans", x => new { x.chain_id, x.from_address, x.nonce });
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "chain_transactions",
                columns: table => new
                {
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    from_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    identity = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    block_number = table.Column<long>(type: "bigint", nullable: false),
                    block_hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    succeeded = table.Column<bool>(type: "tinyint(1)", nullable: false),
                    gas_used = table.Column<long>(type: "bigint", nullable: false),
                    effective_gas_price = table.Column<string>(type: "varchar(78)", maxLength: 78, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    revert_reason = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    raw_transaction = table.Column<string>(type: "longtext", nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    seen_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    attempt = table.Column<int>(type: "int", nullable: true),
                    executes = table.Column<bool>(type: "tinyint(1)", nullable: false),
                    strangeness_announced = table.Column<bool>(type: "tinyint(1)", nullable: false),
                    confirmation_announced = table.Column<bool>(type: "tinyint(1)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain_transactions", x => new { x.chain_id, x.from_address, x.nonce });
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "client_spendings",
                columns: table => new
                {
                    client = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    wei = table.Column<string>(type: "varchar(78)", maxLength: 78, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_spendings", x => new { x.client, x.chain_id });
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "disabled_callbacks",
                columns: table => new
                {
                    client = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    endpoint = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    url = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    since = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_disabled_callbacks", x => new { x.client, x.endpoint, x.url });
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "monitor_alerts",
                columns: table => new
                {
                    pool = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    monitor = table.Column<string>(type: "varchar(128)", maxLength: 128, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    transaction_hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    from_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    count = table.Column<int>(type: "int", nullable: false),
                    received_at = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_monitor_alerts", x => new { x.pool, x.monitor });
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "relayers",
                columns: table => new
                {
                    id = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    place = table.Column<string>(type: "varchar(512)", maxLength: 512, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    gap_since = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    balance = table.Column<string>(type: "varchar(78)", maxLength: 78, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    state = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    state_reason = table.Column<string>(type: "varchar(512)", maxLength: 512, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    state_since = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    state_by = table.Column<string>(type: "varchar(160)", maxLength: 160, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    healthy = table.Column<bool>(type: "tinyint(1)", nullable: false),
                    reason = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    observed_at = table.Column<DateTime>(type: "datetime(6)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_relayers", x => x.id);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "transactions",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    current_state = table.Column<string>(type: "varchar(16)", maxLength: 16, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    status = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    status_since = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    version = table.Column<int>(type: "int", nullable: false),
                    client = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    idempotency_key = table.Column<string>(type: "varchar(255)", maxLength: 255, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    idempotency_expires_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    request_hash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    type = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    pool = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    to_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    value = table.Column<string>(type: "varchar(78)", maxLength: 78, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    data = table.Column<string>(type: "longtext", nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    gas_limit = table.Column<long>(type: "bigint", nullable: true),
                    max_gas = table.Column<long>(type: "bigint", nullable: true),
                    signer = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    forward_nonce = table.Column<long>(type: "bigint", nullable: true),
                    forward_gas = table.Column<long>(type: "bigint", nullable: true),
                    signed_by_key = table.Column<bool>(type: "tinyint(1)", nullable: false),
                    speed = table.Column<string>(type: "varchar(8)", maxLength: 8, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    valid_until = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    reference = table.Column<string>(type: "varchar(255)", maxLength: 255, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    callback_url = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    created_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    only_relayer = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    replaces = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    traceparent = table.Column<string>(type: "varchar(55)", maxLength: 55, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    updated_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    next_action_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    sweeps = table.Column<int>(type: "int", nullable: false),
                    cancel_requested_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    cancel_taken_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    gas_estimate = table.Column<long>(type: "bigint", nullable: true),
                    waits_for_nonce = table.Column<long>(type: "bigint", nullable: true),
                    gathered_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    carrier_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    carriages = table.Column<int>(type: "int", nullable: false),
                    attempt = table.Column<int>(type: "int", nullable: false),
                    claimed_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    relayer = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    from_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    relayer_transaction_id = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    unresolved = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    given_up_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    nonce = table.Column<long>(type: "bigint", nullable: true),
                    hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    raw_transaction = table.Column<string>(type: "longtext", nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    mined_hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    block_number = table.Column<long>(type: "bigint", nullable: true),
                    gas_used = table.Column<long>(type: "bigint", nullable: true),
                    effective_gas_price = table.Column<string>(type: "varchar(78)", maxLength: 78, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    confirmations = table.Column<int>(type: "int", nullable: true),
                    confirmed_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    error_code = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    error_message = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    revert_reason = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    end_proof = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    callback_events = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transactions", x => x.id);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "chain_forwards",
                columns: table => new
                {
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    from_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    signer = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    forward_nonce = table.Column<long>(type: "bigint", nullable: false),
                    succeeded = table.Column<bool>(type: "tinyint(1)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain_forwards", x => new { x.chain_id, x.from_address, x.nonce, x.signer, x.forward_nonce });
                    table.ForeignKey(
                        name: "FK_chain_forwards_chain_transactions_chain_id_from_address_nonce",
                        columns: x => new { x.chain_id, x.from_address, x.nonce },
                        principalTable: "chain_transactions",
                        principalColumns: new[] { "chain_id", "from_address", "nonce" },
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "attempts",
                columns: table => new
                {
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    number = table.Column<int>(type: "int", nullable: false),
                    relayer = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    from_address = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    gas_limit = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<string>(type: "longtext", nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    identity = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    nonce_bound = table.Column<long>(type: "bigint", nullable: true),
                    opened_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    claimed_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    outcome = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    settled_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    outcome_detail = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    relayer_transaction_id = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attempts", x => new { x.transaction_id, x.number });
                    table.ForeignKey(
                        name: "FK_attempts_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "callback_deliveries",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    event_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    client = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    endpoint = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    url = table.Column<string>(type: "varchar(500)", maxLength: 500, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    host = table.Column<string>(type: "varchar(260)", maxLength: 260, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    number = table.Column<int>(type: "int", nullable: false),
                    type = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    body = table.Column<string>(type: "longtext", nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    created_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    state = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    next_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    since = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    attempts = table.Column<int>(type: "int", nullable: false),
                    last_attempt_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                    last_answer = table.Column<int>(type: "int", nullable: true),
                    last_error = table.Column<string>(type: "varchar(255)", maxLength: 255, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_callback_deliveries", x => x.id);
                    table.ForeignKey(
                        name: "FK_callback_deliveries_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "carriages",
                columns: table => new
                {
                    carrier_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_carriages", x => new { x.carrier_id, x.transaction_id });
                    table.ForeignKey(
                        name: "FK_carriages_transactions_carrier_id",
                        column: x => x.carrier_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_carriages_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "forward_nonces",
                columns: table => new
                {
                    chain_id = table.Column<long>(type: "bigint", nullable: false),
                    forwarder = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    signer = table.Column<string>(type: "varchar(42)", maxLength: 42, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_forward_nonces", x => new { x.chain_id, x.forwarder, x.signer, x.nonce });
                    table.ForeignKey(
                        name: "FK_forward_nonces_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "superseded_hashes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    hash = table.Column<string>(type: "varchar(66)", maxLength: 66, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_superseded_hashes", x => x.id);
                    table.ForeignKey(
                        name: "FK_superseded_hashes_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateTable(
                name: "transaction_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    transaction_id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                    status = table.Column<string>(type: "varchar(12)", maxLength: 12, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    @event = table.Column<string>(name: "event", type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4"),
                    detail = table.Column<string>(type: "varchar(1024)", maxLength: 1024, nullable: true, collation: "utf8mb4_bin")
                        .Annotation("MySql:CharSet", "utf8mb4")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_transaction_events", x => new { x.transaction_id, x.id });
                    table.ForeignKey(
                        name: "FK_transaction_events_transactions_transaction_id",
                        column: x => x.transaction_id,
                        principalTable: "transactions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                })
                .Annotation("MySql:CharSet", "utf8mb4")
                .Annotation("Relational:Collation", "utf8mb4_bin");

            migrationBuilder.CreateIndex(
                name: "ux_attempts_identity",
                table: "attempts",
                column: "identity",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_attempts_relayer_transaction",
                table: "attempts",
                columns: new[] { "relayer", "relayer_transaction_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_callback_deliveries_due",
                table: "callback_deliveries",
                columns: new[] { "client", "endpoint", "host", "next_at" });

            migrationBuilder.CreateIndex(
                name: "ix_callback_deliveries_state",
                table: "callback_deliveries",
                columns: new[] { "client", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_callback_deliveries_transaction",
                table: "callback_deliveries",
                columns: new[] { "transaction_id", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_carriages_transaction",
                table: "carriages",
                column: "transaction_id");

            migrationBuilder.CreateIndex(
                name: "ix_chain_transactions_depth",
                table: "chain_transactions",
                columns: new[] { "chain_id", "confirmation_announced", "block_number" });

            migrationBuilder.CreateIndex(
                name: "ix_chain_transactions_owner",
                table: "chain_transactions",
                column: "transaction_id");

            migrationBuilder.CreateIndex(
                name: "ux_forward_nonces_transaction",
                table: "forward_nonces",
                column: "transaction_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_superseded_hashes_hash",
                table: "superseded_hashes",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "ix_superseded_hashes_transaction",
                table: "superseded_hashes",
                column: "transaction_id");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_client",
                table: "transactions",
                columns: new[] { "client", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_client_status",
                table: "transactions",
                columns: new[] { "client", "status", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_due",
                table: "transactions",
                column: "next_action_at");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_idempotency_expiry",
                table: "transactions",
                column: "idempotency_expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_transactions_nonce",
                table: "transactions",
                columns: new[] { "chain_id", "from_address", "nonce" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_open",
                table: "transactions",
                columns: new[] { "current_state", "pool", "relayer", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transactions_reference",
                table: "transactions",
                columns: new[] { "reference", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_transactions_idempotency",
                table: "transactions",
                columns: new[] { "client", "idempotency_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_transactions_replaces",
                table: "transactions",
                column: "replaces",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attempts");

            migrationBuilder.DropTable(
                name: "callback_deliveries");

            migrationBuilder.DropTable(
                name: "carriages");

            migrationBuilder.DropTable(
                name: "chain_blocks");

            migrationBuilder.DropTable(
                name: "chain_cursors");

            migrationBuilder.DropTable(
                name: "chain_forwards");

            migrationBuilder.DropTable(
                name: "chain_orphans");

            migrationBuilder.DropTable(
                name: "client_spendings");

            migrationBuilder.DropTable(
                name: "disabled_callbacks");

            migrationBuilder.DropTable(
                name: "forward_nonces");

            migrationBuilder.DropTable(
                name: "monitor_alerts");

            migrationBuilder.DropTable(
                name: "relayers");

            migrationBuilder.DropTable(
                name: "superseded_hashes");

            migrationBuilder.DropTable(
                name: "transaction_events");

            migrationBuilder.DropTable(
                name: "chain_transactions");

            migrationBuilder.DropTable(
                name: "transactions");
        }
    }
}
