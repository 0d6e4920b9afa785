using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Msq.Storage.Transactions;

namespace Msq.Storage.Forwarding;

internal sealed class ForwardNonceMap : IEntityTypeConfiguration<ForwardNonce>
{
    public void Configure(EntityTypeBuilder<ForwardNonce> builder)
    {
        builder.ToTable("forward_nonces");
        builder.HasKey(x => new { x.ChainId, x.Forwarder, x.Signer, x.Nonce });
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.Forwarder).HasColumnName("forwarder").HasMaxLength(42);
        builder.Property(x => x.Signer).HasColumnName("signer").HasMaxLength(42);
        builder.Property(x => x.Nonce).HasColumnName("nonce");
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");

        builder.HasIndex(x => x.TransactionId).IsUnique().HasDatabaseName("ux_forward_nonces_transaction");
        builder.HasOne<Transaction>().WithOne().HasForeignKey<ForwardNonce>(x => x.TransactionId);
    }
}
