using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Msq.Storage.Clients;

internal sealed class ClientSpendingMap : IEntityTypeConfiguration<ClientSpending>
{
    public void Configure(EntityTypeBuilder<ClientSpending> builder)
    {
        builder.ToTable("client_spendings");
        builder.HasKey(x => new { x.Client, x.ChainId });
        builder.Property(x => x.Client).HasColumnName("client").HasMaxLength(64);
        builder.Property(x => x.ChainId).HasColumnName("chain_id");
        builder.Property(x => x.Day).HasColumnName("day");
        builder.Property(x => x.Wei).HasColumnName("wei").HasMaxLength(78);
    }
}
