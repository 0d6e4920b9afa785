using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Msq.Storage.Callbacks;

namespace Msq.Storage.Transactions;

internal sealed class TransactionMap : IEntityTypeConfiguration<Transaction>
{
    public void Configure(EntityTypeBuilder<Transaction> builder)
    {
        builder.ToTable("transactions");
        builder.HasKey(x => x.CorrelationId);
        builder.Property(x => x.CorrelationId).HasColumnName("id").ValueGeneratedNever();
        builder.Property(x => x.CurrentState).HasColumnName("current_state").HasMaxLength(16);
        builder.Property(x => x.Status).HasColumnName("status").HasMaxLength(12);
        builder.Property(x => x.StatusSince).HasColumnName("status_since");
        builder.Property(x => x.Version).HasColumnName("version").IsConcurrencyToken();
        builder.Property(x => x.Client).HasColumnName("client").HasMaxLength(64);
        builder.Property(x => x.IdempotencyKey).HasColumnName("idempotency_key").HasMaxLength(255);
        builder.Property(x => x.IdempotencyExpiresAt).HasColumnName("idempotency_expires_at");
        builder.Property(x => x.RequestHash).HasColumnName("request_hash").HasMaxLength(32);
        builder.Property(x => x.Type).HasColumnName("type").HasMaxLength(12);
        builder.Property(x => x.Pool).HasColumnName("pool").HasMaxLength(64);
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.To).HasColumnName("to_address").HasMaxLength(42);
        builder.Property(x => x.Value).HasColumnName("value").HasMaxLength(78);
        builder.Property(x => x.Data).HasColumnName("data");
        builder.Property(x => x.GasLimit).HasColumnName("gas_limit");
        builder.Property(x => x.MaxGas).HasColumnName("max_gas");
        builder.Property(x => x.Signer).HasColumnName("signer").HasMaxLength(42);
        builder.Property(x => x.ForwardNonce).HasColumnName("forward_nonce");
        builder.Property(x => x.ForwardGas).HasColumnName("forward_gas");
        builder.Property(x => x.SignedByKey).HasColumnName("signed_by_key");
        builder.Property(x => x.GatheredAt).HasColumnName("gathered_at");
        builder.Property(x => x.CarrierId).HasColumnName("carrier_id");
        builder.Property(x => x.Carriages).HasColumnName("carriages");
        builder.Property(x => x.WaitsForNonce).HasColumnName("waits_for_nonce");
        builder.Property(x => x.Speed).HasColumnName("speed").HasMaxLength(8);
        builder.Property(x => x.ValidUntil).HasColumnName("valid_until");
        builder.Property(x => x.Reference).HasColumnName("reference").HasMaxLength(255);
        builder.Property(x => x.OnlyRelayer).HasColumnName("only_relayer").HasMaxLength(64);
        builder.Property(x => x.Replaces).HasColumnName("replaces");
        builder.Property(x => x.CallbackUrl).HasColumnName("callback_url").HasMaxLength(CallbackAddress.Longest);
        builder.Property(x => x.CallbackEvents).HasColumnName("callback_events");
        builder.Property(x => x.CreatedAt).HasColumnName("created_at");
        builder.Property(x => x.Traceparent).HasColumnName("traceparent").HasMaxLength(55);
        builder.Property(x => x.UpdatedAt).HasColumnName("updated_at");
        builder.Property(x => x.NextActionAt).HasColumnName("next_action_at");
        builder.Property(x => x.Sweeps).HasColumnName("sweeps");
        builder.Property(x => x.CancelRequestedAt).HasColumnName("cancel_requested_at");
        builder.Property(x => x.CancelTakenAt).HasColumnName("cancel_taken_at");
        builder.Property(x => x.GasEstimate).HasColumnName("gas_estimate");
        builder.Property(x => x.Attempt).HasColumnName("attempt");
        builder.Property(x => x.ClaimedAt).HasColumnName("claimed_at");
        builder.Property(x => x.Relayer).HasColumnName("relayer").HasMaxLength(64);
        builder.Property(x => x.From).HasColumnName("from_address").HasMaxLength(42);
        builder.Property(x => x.RelayerTransactionId).HasColumnName("relayer_transaction_id").HasMaxLength(64);
        builder.Property(x => x.Unresolved).HasColumnName("unresolved").HasMaxLength(1024);
        builder.Property(x => x.GivenUpAt).HasColumnName("given_up_at");
        builder.Property(x => x.Nonce).HasColumnName("nonce");
        builder.Property(x => x.Hash).HasColumnName("hash").HasMaxLength(66);
        builder.Property(x => x.RawTransaction).HasColumnName("raw_transaction");
        builder.Property(x => x.MinedHash).HasColumnName("mined_hash").HasMaxLength(66);
        builder.Property(x => x.BlockNumber).HasColumnName("block_number");
        builder.Property(x => x.GasUsed).HasColumnName("gas_used");
        builder.Property(x => x.EffectiveGasPrice).HasColumnName("effective_gas_price").HasMaxLength(78);
        builder.Property(x => x.Confirmations).HasColumnName("confirmations");
        builder.Property(x => x.ConfirmedAt).HasColumnName("confirmed_at");
        builder.Property(x => x.ErrorCode).HasColumnName("error_code").HasMaxLength(32);
        builder.Property(x => x.ErrorMessage).HasColumnName("error_message").HasMaxLength(1024);
        builder.Property(x => x.RevertReason).HasColumnName("revert_reason").HasMaxLength(1024);
        builder.Property(x => x.EndProof).HasColumnName("end_proof").HasMaxLength(12);

        builder.HasIndex(x => new { x.Client, x.IdempotencyKey }).IsUnique().HasDatabaseName("ux_transactions_idempotency");
        builder.HasIndex(x => x.IdempotencyExpiresAt).HasDatabaseName("ix_transactions_idempotency_expiry");
        builder.HasIndex(x => x.NextActionAt).HasDatabaseName("ix_transactions_due");
        builder.HasIndex(x => new { x.ChainId, x.From, x.Nonce }).HasDatabaseName("ix_transactions_nonce");

        // Lists, in the order of ids.
        builder.HasIndex(x => new { x.Client, x.CorrelationId }).HasDatabaseName("ix_transactions_client");
        builder.HasIndex(x => new { x.Client, x.Status, x.CorrelationId }).HasDatabaseName("ix_transactions_client_status");
        builder.HasIndex(x => new { x.Reference, x.CorrelationId }).HasDatabaseName("ix_transactions_reference");

        builder.HasIndex(x => x.Replaces).IsUnique().HasDatabaseName("ux_transactions_replaces");
        // Open ones per relayer; those that wait for one, in the order of ids.
        builder.HasIndex(x => new { x.CurrentState, x.Pool, x.Relayer, x.CorrelationId }).HasDatabaseName("ix_transactions_open");

        builder.HasMany(x => x.Timeline).WithOne().HasForeignKey(x => x.TransactionId);
        builder.HasMany(x => x.SupersededHashes).WithOne().HasForeignKey(x => x.TransactionId);
        builder.HasMany(x => x.Attempts).WithOne().HasForeignKey(x => x.TransactionId);
    }
}

internal sealed class TransactionEventMap : IEntityTypeConfiguration<TransactionEvent>
{
    public void Configure(EntityTypeBuilder<TransactionEvent> builder)
    {
        builder.ToTable("transaction_events");
        builder.HasKey(x => new { x.TransactionId, x.Id });
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");
        builder.Property(x => x.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(x => x.At).HasColumnName("at");
        builder.Property(x => x.Status).HasColumnName("status").HasMaxLength(12);
        builder.Property(x => x.Event).HasColumnName("event").HasMaxLength(32);
        builder.Property(x => x.Detail).HasColumnName("detail").HasMaxLength(1024);
    }
}

internal sealed class SupersededHashMap : IEntityTypeConfiguration<SupersededHash>
{
    public void Configure(EntityTypeBuilder<SupersededHash> builder)
    {
        builder.ToTable("superseded_hashes");
        builder.HasKey(x => x.Id);
        builder.Property(x => x.Id).HasColumnName("id");
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");
        builder.Property(x => x.Hash).HasColumnName("hash").HasMaxLength(66);
        builder.HasIndex(x => x.Hash).HasDatabaseName("ix_superseded_hashes_hash");
        builder.HasIndex(x => x.TransactionId).HasDatabaseName("ix_superseded_hashes_transaction");
    }
}
