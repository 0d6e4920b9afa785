using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Msq.Storage.Monitoring;

internal sealed class MonitorAlertMap : IEntityTypeConfiguration<MonitorAlert>
{
    public void Configure(EntityTypeBuilder<MonitorAlert> builder)
    {
        builder.ToTable("monitor_alerts");
        builder.HasKey(x => new { x.Pool, x.Monitor });
        builder.Property(x => x.Pool).HasColumnName("pool").HasMaxLength(64);
        builder.Property(x => x.Monitor).HasColumnName("monitor").HasMaxLength(128);
        builder.Property(x => x.TransactionHash).HasColumnName("transaction_hash").HasMaxLength(66);
        builder.Property(x => x.From).HasColumnName("from_address").HasMaxLength(42);
        builder.Property(x => x.Count).HasColumnName("count");
        builder.Property(x => x.ReceivedAt).HasColumnName("received_at");
    }
}
