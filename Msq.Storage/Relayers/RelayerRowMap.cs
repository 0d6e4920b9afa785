using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Msq.Storage.Relayers;

internal sealed class RelayerRowMap : IEntityTypeConfiguration<RelayerRow>
{
    public void Configure(EntityTypeBuilder<RelayerRow> builder)
    {
        builder.ToTable("relayers");
        builder.HasKey(x => x.Id);
        builder.Property(x => x.Id).HasColumnName("id").HasMaxLength(64);
        builder.Property(x => x.Address).HasColumnName("address").HasMaxLength(42);
        builder.Property(x => x.Place).HasColumnName("place").HasMaxLength(512);
        builder.Property(x => x.GapSince).HasColumnName("gap_since");
        builder.Property(x => x.Balance).HasColumnName("balance").HasMaxLength(78);
        builder.Property(x => x.State).HasColumnName("state").HasMaxLength(12);
        builder.Property(x => x.StateReason).HasColumnName("state_reason").HasMaxLength(512);
        builder.Property(x => x.StateSince).HasColumnName("state_since");
        builder.Property(x => x.StateBy).HasColumnName("state_by").HasMaxLength(160);
        builder.Property(x => x.Healthy).HasColumnName("healthy");
        builder.Property(x => x.Reason).HasColumnName("reason").HasMaxLength(1024);
        builder.Property(x => x.ObservedAt).HasColumnName("observed_at");
    }
}
