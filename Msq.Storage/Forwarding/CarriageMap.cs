using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Msq.Storage.Transactions;

namespace Msq.Storage.Forwarding;

internal sealed class CarriageMap : IEntityTypeConfiguration<Carriage>
{
    public void Configure(EntityTypeBuilder<Carriage> builder)
    {
        builder.ToTable("carriages");
        builder.HasKey(x => new { x.CarrierId, x.TransactionId });
        builder.Property(x => x.CarrierId).HasColumnName("carrier_id");
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");

        builder.HasIndex(x => x.TransactionId).HasDatabaseName("ix_carriages_transaction");
        builder.HasOne<Transaction>().WithMany().HasForeignKey(x => x.CarrierId);
        builder.HasOne<Transaction>().WithMany().HasForeignKey(x => x.TransactionId);
    }
}
