using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Msq.Storage.Attempts;

internal sealed class AttemptMap : IEntityTypeConfiguration<Attempt>
{
    public void Configure(EntityTypeBuilder<Attempt> builder)
    {
        builder.ToTable("attempts");
        builder.HasKey(x => new { x.TransactionId, x.Number });
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");
        builder.Property(x => x.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(x => x.Relayer).HasColumnName("relayer").HasMaxLength(64);
        builder.Property(x => x.From).HasColumnName("from_address").HasMaxLength(42);
        builder.Property(x => x.GasLimit).HasColumnName("gas_limit");
        builder.Property(x => x.Body).HasColumnName("body");
        builder.Property(x => x.Identity).HasColumnName("identity").HasMaxLength(AttemptIdentity.Length);
        builder.Property(x => x.NonceBound).HasColumnName("nonce_bound");
        builder.Property(x => x.OpenedAt).HasColumnName("opened_at");
        builder.Property(x => x.ClaimedAt).HasColumnName("claimed_at");
        builder.Property(x => x.Outcome).HasColumnName("outcome").HasMaxLength(12);
        builder.Property(x => x.SettledAt).HasColumnName("settled_at");
        builder.Property(x => x.OutcomeDetail).HasColumnName("outcome_detail").HasMaxLength(1024);
        builder.Property(x => x.RelayerTransactionId).HasColumnName("relayer_transaction_id").HasMaxLength(64);

        builder.HasIndex(x => x.Identity).IsUnique().HasDatabaseName("ux_attempts_identity");
        builder.HasIndex(x => new { x.Relayer, x.RelayerTransactionId }).IsUnique().HasDatabaseName("ux_attempts_relayer_transaction");
    }
}
