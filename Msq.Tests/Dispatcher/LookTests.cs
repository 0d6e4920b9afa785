using System.Globalization;
using System.Text.Json.Nodes;
using Msq.Contracts.Messages;
using Msq.Storage.Attempts;
using Msq.Storage.Transactions;

namespace Msq.Tests.Dispatcher;

/// <summary>How an attempt in doubt is looked for in its relayer's list, and what is concluded when it is not there.</summary>
public sealed class LookTests : IAsyncLifetime
{
    private readonly RawRelayer _relayer = RawRelayer.Start();
    private DispatcherWorld _world = null!;

    public async Task InitializeAsync() => _world = await DispatcherWorld.StartAsync(_relayer.Url);

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        await _relayer.DisposeAsync();
    }

    [Fact]
    public async Task An_attempt_is_found_by_what_identifies_it_whatever_the_letter_case()
    {
        var id = await OpenAsync();
        await ListAsync(id, row =>
        {
            row["to"] = row["to"]!.GetValue<string>().ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal);
            row["hash"] = "0x12";
            row["nonce"] = 7;
        });
        AddForeign(3);

        await _world.LookAsync(id);

        var accepted = Assert.IsType<DispatchAccepted>(await _world.HeardAsync(id));
        Assert.True(accepted.Found);
        Assert.Equal((7UL, "0x12"), (accepted.Report.Nonce, accepted.Report.Hash));
    }

    [Theory]
    [InlineData("gas_limit", 30_999)]
    [InlineData("value", "0x2")]
    [InlineData("data", "0x00")]
    [InlineData("to", "0x00000000000000000000000000000000000000bb")]
    [InlineData("from", "0x00000000000000000000000000000000000000bb")]
    public async Task A_row_that_differs_in_one_field_is_another_one(string field, object value)
    {
        var id = await OpenAsync();
        await ListAsync(id, row => row[field] = JsonValue.Create(value));

        await _world.LookAsync(id);

        Assert.IsType<AttemptNotFound>(await _world.HeardAsync(id));
    }

    [Fact]
    public async Task A_row_that_another_attempt_of_ours_owns_is_not_adopted()
    {
        var id = await OpenAsync();
        var row = await ListAsync(id);
        await OwnAsync(row["id"]!.GetValue<string>(), Minutes(0));

        await _world.LookAsync(id);

        Assert.IsType<AttemptNotFound>(await _world.HeardAsync(id));
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_until_the_attempt_is_found()
    {
        var id = await OpenAsync();
        await ListAsync(id);
        AddForeign(1_700);

        await _world.LookAsync(id);

        Assert.IsType<DispatchAccepted>(await _world.HeardAsync(id));
    }

    [Fact]
    public async Task Rows_that_come_in_during_the_scan_hide_nothing()
    {
        var id = await OpenAsync();
        AddForeign(100);
        await ListAsync(id);
        AddForeign(1_000);
        var answer = _relayer.OnGet;
        _relayer.OnGet = request =>
        {
            if (request.Path.Contains("/transactions", StringComparison.Ordinal))
                AddForeign(200);
            return answer(request);
        };

        await _world.LookAsync(id);

        Assert.IsType<DispatchAccepted>(await _world.HeardAsync(id));
    }

    [Fact]
    public async Task A_relayer_that_gives_smaller_pages_than_asked_for_is_read_to_the_end()
    {
        var id = await OpenAsync();
        await ListAsync(id);
        AddForeign(250);
        _relayer.OnGet = request =>
        {
            if (!request.Path.Contains("/transactions", StringComparison.Ordinal))
                return (200, RawRelayer.Envelope(new JsonObject()));
            lock (_relayer.Rows)
                return (200, RawRelayer.Page(_relayer.Rows.Skip((request.Query("page") - 1) * 100).Take(100), request.Query("page"), 100, _relayer.Rows.Count));
        };

        await _world.LookAsync(id);

        Assert.IsType<DispatchAccepted>(await _world.HeardAsync(id));
    }

    [Fact]
    public async Task A_row_that_the_relayer_counts_but_does_not_show_leaves_the_list_without_a_witness()
    {
        var id = await OpenAsync();
        await WitnessAsync();
        _relayer.OnGet = Rows(total: 2);

        await _world.LookAsync(id);

        Assert.False((await EvidenceAsync(id)).Witnessed);
    }

    [Fact]
    public async Task A_row_whose_fields_cannot_be_read_leaves_the_list_without_a_witness()
    {
        var id = await OpenAsync();
        await WitnessAsync();
        await ListAsync(id, row => row["gas_limit"] = "a lot");

        await _world.LookAsync(id);

        Assert.False((await EvidenceAsync(id)).Witnessed);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)]
    public async Task A_row_of_ours_is_a_witness_if_it_was_there_before_the_attempt_was_opened(int minutes, bool isWitness)
    {
        var id = await OpenAsync();
        AddForeign(3);
        await WitnessAsync(minutes);

        await _world.LookAsync(id);

        Assert.Equal(isWitness, (await EvidenceAsync(id)).Witnessed);
    }

    [Fact]
    public async Task Rows_of_others_are_no_witnesses()
    {
        var id = await OpenAsync();
        AddForeign(3, Minutes(-5));

        await _world.LookAsync(id);

        Assert.False((await EvidenceAsync(id)).Witnessed);
    }

    [Fact]
    public async Task A_noop_that_nobody_owns_is_told_with_its_nonce_as_it_may_be_what_became_of_the_attempt()
    {
        var id = await OpenAsync();
        var owned = AddForeign(1, change: row => MakeNoop(row)).Single();
        await OwnAsync(owned["id"]!.GetValue<string>(), Minutes(-1));
        AddForeign(1, change: row => MakeNoop(row)["nonce"] = 9);
        AddForeign(1, change: row => MakeNoop(row));

        await _world.LookAsync(id);

        Assert.Equal([null, 9UL], (await EvidenceAsync(id)).UnownedNoops);
    }

    [Fact]
    public async Task A_noop_from_long_before_the_attempt_says_nothing_about_it()
    {
        var id = await OpenAsync();
        AddForeign(1, Minutes(-60), row => MakeNoop(row));

        await _world.LookAsync(id);

        Assert.Empty((await EvidenceAsync(id)).UnownedNoops);
    }

    [Theory]
    [InlineData(RawRelayer.Signer, true)]
    [InlineData("0x00000000000000000000000000000000000000bb", false)]
    public async Task Another_signer_in_the_list_is_told(string from, bool isSame)
    {
        var id = await OpenAsync();
        AddForeign(2);
        AddForeign(1, change: row => row["from"] = from);

        await _world.LookAsync(id);

        Assert.Equal(isSame, (await EvidenceAsync(id)).SameSigner);
    }

    [Fact]
    public async Task The_scan_stops_once_it_is_past_the_opening_and_tells_the_highest_nonce()
    {
        var id = await OpenAsync();
        AddForeign(1_000, Minutes(-60));
        AddForeign(1, change: row => row["nonce"] = 41);
        var pages = 0;
        var answer = _relayer.OnGet;
        _relayer.OnGet = request =>
        {
            pages += request.Path.Contains("/transactions", StringComparison.Ordinal) ? 1 : 0;
            return answer(request);
        };

        await _world.LookAsync(id);

        var evidence = await EvidenceAsync(id);
        Assert.True(evidence.ScannedPastClaim);
        Assert.Equal(41UL, evidence.HighestNonce);
        Assert.Equal(1, pages);
    }

    [Fact]
    public async Task A_list_longer_than_is_read_is_not_scanned_past_the_claim()
    {
        var id = await OpenAsync();
        var rows = AddForeign(500);
        var number = 0;
        _relayer.OnGet = request => request.Path.Contains("/transactions", StringComparison.Ordinal)
            ? (200, RawRelayer.Page(rows.Select(row => { row["id"] = $"{number++}"; return row; }), request.Query("page"), 500, 1_000_000))
            : (200, RawRelayer.Envelope(new JsonObject()));

        await _world.LookAsync(id);

        Assert.False((await EvidenceAsync(id)).ScannedPastClaim);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    [InlineData(7_200)]
    [InlineData(-7_200)]
    public async Task A_relayer_whose_clock_is_wrong_is_read_by_its_own_clock(int seconds)
    {
        var shift = TimeSpan.FromSeconds(seconds);
        var id = await OpenAsync();
        await ListAsync(id, row => row["created_at"] = Text(Minutes(-9) + shift));
        AddForeign(499, Minutes(-8) + shift);
        AddForeign(1, Minutes(0) + shift);
        _relayer.Headers = $"date: {(Minutes(0) + shift).ToString("R", CultureInfo.InvariantCulture)}\r\n";

        await _world.LookAsync(id);

        // By its clock all of the first page is within the margin of the opening: the second one is read, where the attempt is.
        Assert.IsType<DispatchAccepted>(await _world.HeardAsync(id));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(401, "")]
    [InlineData(429, "")]
    [InlineData(200, "ok")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"success":true,"data":null}""")]
    [InlineData(200, """{"success":true,"data":{}}""")]
    public async Task A_relayer_that_shows_no_list_leads_to_no_conclusion(int status, string body)
    {
        var id = await OpenAsync();
        _relayer.OnGet = _ => (status, body);

        await _world.LookAsync(id);

        Assert.Empty(_world.Of(id));
    }

    [Fact]
    public async Task A_match_whose_row_cannot_be_read_leads_to_no_conclusion()
    {
        var id = await OpenAsync();
        await ListAsync(id, row => row["status"] = null);

        await _world.LookAsync(id);

        Assert.Empty(_world.Of(id));
    }

    [Fact]
    public async Task The_time_of_a_look_is_when_it_began()
    {
        var id = await OpenAsync();
        var before = Minutes(0);
        var during = DateTimeOffset.MaxValue;
        _relayer.OnGet = _ =>
        {
            during = Minutes(0);
            return (200, RawRelayer.Page([], 1, 500, 0));
        };

        await _world.LookAsync(id);

        Assert.InRange((await EvidenceAsync(id)).LookedAt, before, during);
    }

    private static DateTimeOffset Minutes(int minutes) => TimeProvider.System.GetUtcNow().AddMinutes(minutes);

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private Task<Guid> OpenAsync() => _world.OpenAsync();

    private async Task<LookEvidence> EvidenceAsync(Guid id) => Assert.IsType<AttemptNotFound>(await _world.HeardAsync(id)).Evidence;

    private static JsonObject MakeNoop(JsonObject row)
    {
        (row["to"], row["value"], row["data"]) = (row["from"]!.DeepClone(), "0x0", "0x");
        return row;
    }

    /// <summary>Lists what was POSTed for the attempt.</summary>
    private async Task<JsonObject> ListAsync(Guid id, Action<JsonObject>? change = null)
    {
        var row = RawRelayer.Row(JsonNode.Parse((await _world.ReadAsync(id)).Attempts.Single().Body)!);
        change?.Invoke(row);
        lock (_relayer.Rows)
            _relayer.Rows.Insert(0, row);
        return row;
    }

    /// <summary>Lists newer rows that are not ours.</summary>
    private List<JsonObject> AddForeign(int count, DateTimeOffset? createdAt = null, Action<JsonObject>? change = null)
    {
        var body = JsonNode.Parse("""{"to":"0x00000000000000000000000000000000000000aa","value":"5","data":"0x","gas_limit":99}""")!;
        var rows = Enumerable.Range(0, count).Select(_ =>
        {
            var row = RawRelayer.Row(body);
            row["created_at"] = Text(createdAt ?? Minutes(0));
            change?.Invoke(row);
            return row;
        }).ToList();
        lock (_relayer.Rows)
            _relayer.Rows.InsertRange(0, rows);
        return rows;
    }

    /// <summary>Lists a row of ours, accepted some minutes from now.</summary>
    private async Task WitnessAsync(int minutes = -1)
    {
        var row = AddForeign(1).Single();
        await OwnAsync(row["id"]!.GetValue<string>(), Minutes(minutes));
    }

    private async Task OwnAsync(string relayerTransactionId, DateTimeOffset settledAt)
    {
        var owner = await _world.OpenAsync();
        await _world.ChangeAsync(owner, row =>
        {
            row.CurrentState = "Submitted";
            row.Status = TransactionStatus.Submitted;
            var attempt = row.Attempts.Single();
            (attempt.Outcome, attempt.RelayerTransactionId, attempt.SettledAt) = (AttemptOutcome.Accepted, relayerTransactionId, settledAt.UtcDateTime);
        });
    }

    private Func<RawRequest, (int Status, string Body)> Rows(int total) => request =>
    {
        lock (_relayer.Rows)
            return (200, RawRelayer.Page(request.Path.Contains("page=1&", StringComparison.Ordinal) ? _relayer.Rows : [], 1, 500, total));
    };
}
