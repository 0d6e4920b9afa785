#pragma warning disable EF1001 // Pomelo has no public place for this; its version is pinned.
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Pomelo.EntityFrameworkCore.MySql.Infrastructure.Internal;
using Pomelo.EntityFrameworkCore.MySql.Update.Internal;

namespace Msq.Storage.Sql;

/// <summary>
/// Counts the rows that a save has changed once for each batch. By default every update is followed by a <c>SELECT ROW_COUNT()</c>, although the server's answer to the update says it already:
/// that was a third of all statements.
/// </summary>
internal static class CountedBatches
{
    /// <summary>Has saves on MySQL counted by batches: a row that somebody else has changed meanwhile fails its batch as a whole.</summary>
    public static DbContextOptionsBuilder CountByBatches(this DbContextOptionsBuilder options) => options
        .ReplaceService<IUpdateSqlGenerator, Generator>()
        .ReplaceService<IModificationCommandBatchFactory, Factory>();

    private sealed class Generator(UpdateSqlGeneratorDependencies dependencies, IMySqlOptions options) : MySqlUpdateSqlGenerator(dependencies, options)
    {
        protected override ResultSetMapping AppendSelectAffectedCountCommand(StringBuilder commandStringBuilder, string name, string? schema, int commandPosition) =>
            ResultSetMapping.NoResults;
    }

    private sealed class Factory(ModificationCommandBatchFactoryDependencies dependencies) : IModificationCommandBatchFactory
    {
        public ModificationCommandBatch Create() => new Batch(dependencies);
    }

    private sealed class Batch(ModificationCommandBatchFactoryDependencies dependencies) : MySqlModificationCommandBatch(dependencies, MostCommands)
    {
        private const int MostCommands = 1000;

        protected override void Consume(RelationalDataReader reader)
        {
            base.Consume(reader);
            Check(reader);
        }

        protected override async Task ConsumeAsync(RelationalDataReader reader, CancellationToken cancellationToken = default)
        {
            await base.ConsumeAsync(reader, cancellationToken);
            Check(reader);
        }

        // Each command is about one row, and the connection counts rows that were found, changed or not.
        private void Check(RelationalDataReader reader)
        {
            var changed = reader.DbDataReader.RecordsAffected;
            if (changed != ModificationCommands.Count)
            {
                throw new DbUpdateConcurrencyException(
                    $"{changed} rows were saved instead of {ModificationCommands.Count}: somebody else has changed one of them.", [.. ModificationCommands.SelectMany(command => command.Entries)]);
            }
        }
    }
}
