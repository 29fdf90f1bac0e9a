using System.Text;
using Kluis.Web;

namespace Kluis.Tests.Web;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1\r\n")]
    [InlineData("+31", "'+31\r\n")]
    [InlineData("-2", "'-2\r\n")]
    [InlineData("@SUM(A1)", "'@SUM(A1)\r\n")]
    [InlineData("\t=1", "\"'\t=1\"\r\n")]
    [InlineData("\r=1", "\"'\r=1\"\r\n")]
    [InlineData("a=1", "a=1\r\n")]
    [InlineData("", "\r\n")]
    [InlineData(null, "\r\n")]
    [InlineData("a,b;c", "\"a,b;c\"\r\n")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"\r\n")]
    [InlineData("two\nlines", "\"two\nlines\"\r\n")]
    public void No_value_is_a_formula_and_none_breaks_its_row(string? value, string row) => Assert.Equal(row, CsvText.Row(value));

    [Fact]
    public void A_spreadsheet_knows_the_text_is_UTF_8() =>
        Assert.Equal([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("é,b\r\n")], CsvText.Bytes(CsvText.Row("é", "b")));
}
