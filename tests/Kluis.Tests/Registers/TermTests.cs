using Kluis.Registers;

namespace Kluis.Tests.Registers;

public sealed class TermTests
{
    [Theory]
    [InlineData("P90D", "P90D")]
    [InlineData("P6M", "P6M")]
    [InlineData("P7Y", "P84M")]
    [InlineData("P2W", "P14D")]
    [InlineData("P1Y6M", "P18M")]
    [InlineData("P1Y2M3W4D", "P14M25D")]
    [InlineData("P0Y1D", "P1D")]
    [InlineData("P110Y", "P1320M")]
    [InlineData("P007D", "P7D")]
    public void A_term_is_read_and_written_in_one_form(string written, string expected)
    {
        Assert.Equal(expected, Term.Parse(written)?.ToString());
        Assert.Equal(Term.Parse(written), Term.Parse(expected));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P0D")]
    [InlineData("P0Y0M")]
    [InlineData("90D")]
    [InlineData("p90d")]
    [InlineData("P90d")]
    [InlineData("P-1D")]
    [InlineData("-P1D")]
    [InlineData("P1.5D")]
    [InlineData("P1,5D")]
    [InlineData("PT24H")]
    [InlineData("P1DT1H")]
    [InlineData("P1D2M")]
    [InlineData("P1M1M")]
    [InlineData(" P90D")]
    [InlineData("P90D ")]
    [InlineData("P90D\n")]
    [InlineData("P٣D")]
    [InlineData("P999Y")]
    [InlineData("P111Y")]
    [InlineData("P9999W")]
    [InlineData("P99999D")]
    [InlineData("P999999999999D")]
    [InlineData("forever")]
    public void What_is_no_term_of_law_is_none(string? written) => Assert.Null(Term.Parse(written));

    [Theory]
    [InlineData("P1M", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z")]
    [InlineData("P1Y", "2028-02-29T10:00:00Z", "2029-02-28T10:00:00Z")]
    [InlineData("P1M1D", "2026-01-31T10:00:00Z", "2026-03-01T10:00:00Z")]
    [InlineData("P90D", "2026-11-23T23:59:59Z", "2027-02-21T23:59:59Z")]
    [InlineData("P110Y", "2200-12-31T00:00:00Z", "2310-12-31T00:00:00Z")]
    public void A_term_ends_by_the_calendar(string term, string start, string end) =>
        Assert.Equal(
            DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
            Term.Parse(term)!.Value.After(DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_kind_without_a_term_of_its_own_gets_the_shortest()
    {
        var activity = new ProcessingActivity(
            Guid.NewGuid(), "a", "b", LegalBasis.Contract, ["service"],
            new Dictionary<PartKind, Term> { [PartKind.Recording] = Term.Parse("P90D")!.Value, [PartKind.Chat] = Term.Parse("P1M")!.Value });
        Assert.Equal(FakeTime.Start.AddDays(90), activity.EraseAfter(PartKind.Recording, FakeTime.Start));
        Assert.Equal(FakeTime.Start.AddMonths(1), activity.EraseAfter(PartKind.Mail, FakeTime.Start));
    }

    [Theory]
    [InlineData("45 dagen", "P45D")]
    [InlineData(" 1 dag ", "P1D")]
    [InlineData("6 weken", "P42D")]
    [InlineData("18 maanden", "P18M")]
    [InlineData("2 jaar", "P24M")]
    [InlineData("2 Years", "P24M")]
    [InlineData("1month", "P1M")]
    [InlineData("p90d", "P90D")]
    [InlineData("0 dagen", null)]
    [InlineData("500 jaar", null)]
    [InlineData("altijd", null)]
    [InlineData("30", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_term_is_read_as_people_write_it(string? text, string? term) => Assert.Equal(term, TermWords.Read(text)?.ToString());

    [Theory]
    [InlineData("P31D", "P30D", true)]
    [InlineData("P1M", "P30D", true)]
    [InlineData("P30D", "P30D", false)]
    [InlineData("P29D", "P1M", false)]
    [InlineData("P1Y", "P6M", true)]
    [InlineData("P12M", "P366D", false)]
    public void The_longer_of_two_terms_is_known(string one, string other, bool isLonger) =>
        Assert.Equal(isLonger, Term.Parse(one)!.Value.IsLongerThan(Term.Parse(other)!.Value));
}
