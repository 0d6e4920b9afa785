using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Msq.Storage.Transactions;

namespace Msq.Storage.Callbacks;

internal sealed class CallbackDeliveryMap : IEntityTypeConfiguration<CallbackDelivery>
{
    public void Configure(EntityTypeBuilder<CallbackDelivery> builder)
    {
        builder.ToTable("callback_deliveries");
        builder.HasKey(x => x.Id);
        builder.Property(x => x.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(x => x.EventId).HasColumnName("event_id");
        builder.Property(x => x.Client).HasColumnName("client").HasMaxLength(64);
        builder.Property(x => x.Endpoint).HasColumnName("endpoint").HasMaxLength(64);
        builder.Property(x => x.Url).HasColumnName("url").HasMaxLength(CallbackAddress.Longest);
        builder.Property(x => x.Host).HasColumnName("host").HasMaxLength(CallbackAddress.LongestHost);
        builder.Property(x => x.TransactionId).HasColumnName("transaction_id");
        builder.Property(x => x.Number).HasColumnName("number");
        builder.Property(x => x.Type).HasColumnName("type").HasMaxLength(32);
        builder.Property(x => x.Body).HasColumnName("body");
        builder.Property(x => x.CreatedAt).HasColumnName("created_at");
        builder.Property(x => x.State).HasColumnName("state").HasMaxLength(12);
        builder.Property(x => x.NextAt).HasColumnName("next_at");
        builder.Property(x => x.Since).HasColumnName("since");
        builder.Property(x => x.Attempts).HasColumnName("attempts");
        builder.Property(x => x.LastAttemptAt).HasColumnName("last_attempt_at");
        builder.Property(x => x.LastAnswer).HasColumnName("last_answer");
        builder.Property(x => x.LastError).HasColumnName("last_error").HasMaxLength(255);

        // Where something is due is found by its first entry for each place, however much is due at one of them.
        builder.HasIndex(x => new { x.Client, x.Endpoint, x.Host, x.NextAt }).HasDatabaseName("ix_callback_deliveries_due");
        builder.HasIndex(x => new { x.Client, x.State, x.Id }).HasDatabaseName("ix_callback_deliveries_state");
        builder.HasIndex(x => new { x.TransactionId, x.Number }).HasDatabaseName("ix_callback_deliveries_transaction");
        builder.HasOne<Transaction>().WithMany().HasForeignKey(x => x.TransactionId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class DisabledCallbackMap : IEntityTypeConfiguration<DisabledCallback>
{
    public void Configure(EntityTypeBuilder<DisabledCallback> builder)
    {
        builder.ToTable("disabled_callbacks");
        builder.HasKey(x => new { x.Client, x.Endpoint, x.Url });
        builder.Property(x => x.Client).HasColumnName("client").HasMaxLength(64);
        builder.Property(x => x.Endpoint).HasColumnName("endpoint").HasMaxLength(64);
        builder.Property(x => x.Url).HasColumnName("url").HasMaxLength(CallbackAddress.Longest);
        builder.Property(x => x.Since).HasColumnName("since");
    }
}
