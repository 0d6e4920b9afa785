using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Msq.Storage.Attempts;

namespace Msq.Storage.Chain;

internal sealed class ChainTransactionMap : IEntityTypeConfiguration<ChainTransaction>
{
    public void Configure(EntityTypeBuilder<ChainTransaction> builder)
    {
        builder.ToTable("chain_transactions");
        builder.HasKey(x => new { x.ChainId, x.From, x.Nonce });
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.From).HasColumnName("from_address").HasMaxLength(42);
        builder.Property(x => x.Nonce).HasColumnName("nonce");
        builder.Property(x => x.Hash).HasColumnName("hash").HasMaxLength(66);
        builder.Property(x => x.Identity).HasColumnName("identity").HasMaxLength(AttemptIdentity.Length);
        builder.Property(x => x.BlockNumber).HasColumnName("block_number");
        builder.Property(x => x.BlockHash).HasColumnName("block_hash").HasMaxLength(66);
        builder.Property(x => x.Succeeded).HasColumnName("succeeded");
        builder.Property(x => x.GasUsed).HasColumnName("gas_used");
        builder.Property(x => x.EffectiveGasPrice).HasColumnName("effective_gas_price").HasMaxLength(78);
        builder.Property(x => x.RevertReason).HasColumnName("revert_reason").HasMaxLength(1024);
        builder.Property(x => x.RawTransaction).HasColumnName("raw_transaction");
        builder.Property(x => x.SeenAt).HasColumnName("seen_at");
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");
        builder.Property(x => x.Attempt).HasColumnName("attempt");
        builder.Property(x => x.Executes).HasColumnName("executes");
        builder.Property(x => x.StrangenessAnnounced).HasColumnName("strangeness_announced");
        builder.Property(x => x.ConfirmationAnnounced).HasColumnName("confirmation_announced");

        builder.HasMany(x => x.Forwards).WithOne().HasForeignKey(x => new { x.ChainId, x.From, x.Nonce });
        builder.HasIndex(x => x.TransactionId).HasDatabaseName("ix_chain_transactions_owner");
        builder.HasIndex(x => new { x.ChainId, x.ConfirmationAnnounced, x.BlockNumber }).HasDatabaseName("ix_chain_transactions_depth");
    }
}

internal sealed class ChainForwardMap : IEntityTypeConfiguration<ChainForward>
{
    public void Configure(EntityTypeBuilder<ChainForward> builder)
    {
        builder.ToTable("chain_forwards");
        builder.HasKey(x => new { x.ChainId, x.From, x.Nonce, x.Signer, x.ForwardNonce });
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.From).HasColumnName("from_address").HasMaxLength(42);
        builder.Property(x => x.Nonce).HasColumnName("nonce");
        builder.Property(x => x.Signer).HasColumnName("signer").HasMaxLength(42);
        builder.Property(x => x.ForwardNonce).HasColumnName("forward_nonce");
        builder.Property(x => x.Succeeded).HasColumnName("succeeded");
    }
}

internal sealed class ChainCursorMap : IEntityTypeConfiguration<ChainCursor>
{
    public void Configure(EntityTypeBuilder<ChainCursor> builder)
    {
        builder.ToTable("chain_cursors");
        builder.HasKey(x => x.ChainId);
        builder.Property(x => x.ChainId).HasColumnName("chain_id").ValueGeneratedNever();
        builder.Property(x => x.Height).HasColumnName("height");
        builder.Property(x => x.BlockHash).HasColumnName("block_hash").HasMaxLength(66);
        builder.Property(x => x.Version).HasColumnName("version").IsConcurrencyToken();
        builder.Property(x => x.UpdatedAt).HasColumnName("updated_at");
    }
}

internal sealed class ChainBlockMap : IEntityTypeConfiguration<ChainBlock>
{
    public void Configure(EntityTypeBuilder<ChainBlock> builder)
    {
        builder.ToTable("chain_blocks");
        builder.HasKey(x => new { x.ChainId, x.Number });
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.Number).HasColumnName("number").ValueGeneratedNever();
        builder.Property(x => x.Hash).HasColumnName("hash").HasMaxLength(66);
    }
}

internal sealed class ChainOrphanMap : IEntityTypeConfiguration<ChainOrphan>
{
    public void Configure(EntityTypeBuilder<ChainOrphan> builder)
    {
        builder.ToTable("chain_orphans");
        builder.HasKey(x => new { x.ChainId, x.From, x.Nonce });
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.From).HasColumnName("from_address").HasMaxLength(42);
        builder.Property(x => x.Nonce).HasColumnName("nonce");
        builder.Property(x => x.RawTransaction).HasColumnName("raw_transaction");
        builder.Property(x => x.NextOfferAt).HasColumnName("next_offer_at");
    }
}
