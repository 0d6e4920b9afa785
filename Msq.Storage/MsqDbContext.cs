using Microsoft.EntityFrameworkCore;
using Msq.Storage.Attempts;
using Msq.Storage.Callbacks;
using Msq.Storage.Chain;
using Msq.Storage.Clients;
using Msq.Storage.Forwarding;
using Msq.Storage.Monitoring;
using Msq.Storage.Relayers;
using Msq.Storage.Sql;
using Msq.Storage.Transactions;

namespace Msq.Storage;

/// <summary>What Msq stores. MySQL 8.4 or MariaDB in production, SQLite for one process on a laptop.</summary>
public sealed class MsqDbContext : DbContext
{
    /// <summary>Made by the pool: see <see cref="StorageRegistration"/>.</summary>
    public MsqDbContext(DbContextOptions<MsqDbContext> options) : base(options)
    {
        // One save per database transaction: the savepoints around it would be two round trips for nothing.
        Database.AutoSavepointsEnabled = false;
    }

    /// <summary>The sagas.</summary>
    public DbSet<Transaction> Transactions => Set<Transaction>();

    /// <summary>The timelines.</summary>
    public DbSet<TransactionEvent> TransactionEvents => Set<TransactionEvent>();

    /// <summary>Hashes that transactions had before their newest ones.</summary>
    public DbSet<SupersededHash> SupersededHashes => Set<SupersededHash>();

    /// <summary>The attempts.</summary>
    public DbSet<Attempt> Attempts => Set<Attempt>();

    /// <summary>What clients' transactions of their newest days carry.</summary>
    public DbSet<ClientSpending> ClientSpendings => Set<ClientSpending>();

    /// <summary>Signers' nonces at forwarders, as far as they are reserved.</summary>
    public DbSet<ForwardNonce> ForwardNonces => Set<ForwardNonce>();

    /// <summary>Which gasless transactions each batch carries.</summary>
    public DbSet<Carriage> Carriages => Set<Carriage>();

    /// <summary>The relayers as last seen.</summary>
    public DbSet<RelayerRow> Relayers => Set<RelayerRow>();

    /// <summary>What OZ Monitor last said.</summary>
    public DbSet<MonitorAlert> MonitorAlerts => Set<MonitorAlert>();

    /// <summary>The evidence.</summary>
    public DbSet<ChainTransaction> ChainTransactions => Set<ChainTransaction>();

    /// <summary>The signers' requests that the evidence executed.</summary>
    public DbSet<ChainForward> ChainForwards => Set<ChainForward>();

    /// <summary>How far each chain was read.</summary>
    public DbSet<ChainCursor> ChainCursors => Set<ChainCursor>();

    /// <summary>Hashes by height, as deep as a reorganisation may reach.</summary>
    public DbSet<ChainBlock> ChainBlocks => Set<ChainBlock>();

    /// <summary>What reorganisations took out of blocks.</summary>
    public DbSet<ChainOrphan> ChainOrphans => Set<ChainOrphan>();

    /// <summary>What clients are told, and when.</summary>
    public DbSet<CallbackDelivery> CallbackDeliveries => Set<CallbackDelivery>();

    /// <summary>Addresses that nothing is sent to any more.</summary>
    public DbSet<DisabledCallback> DisabledCallbacks => Set<DisabledCallback>();

    /// <summary>What differs between the databases in SQL written by hand.</summary>
    public SqlDialect Dialect => SqlDialect.Of(Database);

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Keys and names are compared byte by byte: "Abc" and "abc" are two idempotency keys.
        if (Database.ProviderName == SqlDialect.MySqlProvider)
            modelBuilder.HasCharSet("utf8mb4").UseCollation("utf8mb4_bin");

        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MsqDbContext).Assembly);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Guid>().HaveConversion<GuidBytes>().HaveColumnType(
            Database.ProviderName == SqlDialect.MySqlProvider ? "binary(16)" : "BLOB");
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTime>();
        configurationBuilder.Properties<ulong>().HaveConversion<SignedBits>();
    }
}
