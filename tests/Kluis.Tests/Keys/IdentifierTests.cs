using Kluis.Keys;

namespace Kluis.Tests.Keys;

/// <summary>Every usual way of writing an identifier gives the one form that is indexed; what is none gives nothing.</summary>
public sealed class IdentifierTests
{
    [Theory]
    // Dutch mobile numbers.
    [InlineData("0612345678", "31612345678")]
    [InlineData("06-12345678", "31612345678")]
    [InlineData("06 12345678", "31612345678")]
    [InlineData("06 - 12 34 56 78", "31612345678")]
    [InlineData("06 1234 5678", "31612345678")]
    [InlineData("06.12.34.56.78", "31612345678")]
    [InlineData("(06) 12345678", "31612345678")]
    [InlineData("06/12345678", "31612345678")]
    [InlineData("  0612345678\t", "31612345678")]
    [InlineData("612345678", "31612345678")]
    [InlineData("31612345678", "31612345678")]
    [InlineData("+31612345678", "31612345678")]
    [InlineData("+31 6 12345678", "31612345678")]
    [InlineData("+31-6-12345678", "31612345678")]
    [InlineData("+31 (0)6 12345678", "31612345678")]
    [InlineData("+31(0)612345678", "31612345678")]
    [InlineData("+31 ( 0 ) 6 12345678", "31612345678")]
    [InlineData("+31 06 12345678", "31612345678")]
    [InlineData("(+31) 6 12345678", "31612345678")]
    [InlineData("0031612345678", "31612345678")]
    [InlineData("0031 6 12345678", "31612345678")]
    [InlineData("0031 (0)6 12345678", "31612345678")]
    [InlineData("0031-(0)6-12345678", "31612345678")]
    [InlineData("00 31 6 12 34 56 78", "31612345678")]
    // Dutch numbers of places, companies and services.
    [InlineData("(030) 123 45 67", "31301234567")]
    [InlineData("030-1234567", "31301234567")]
    [InlineData("030 - 123 45 67", "31301234567")]
    [InlineData("+31 (0)30 1234567", "31301234567")]
    [InlineData("+31 30 123 45 67", "31301234567")]
    [InlineData("+31 (30) 1234567", "31301234567")]
    [InlineData("0031301234567", "31301234567")]
    [InlineData("(0228) 12 34 56", "31228123456")]
    [InlineData("088 123 4567", "31881234567")]
    [InlineData("085-1234567", "31851234567")]
    [InlineData("0800-1234", "318001234")]
    [InlineData("0900 - 12 34 567", "319001234567")]
    [InlineData("14 030", "3114030")]
    // As systems write it.
    [InlineData("tel:+31612345678", "31612345678")]
    [InlineData("tel:+31-6-12345678", "31612345678")]
    [InlineData("TEL:0612345678", "31612345678")]
    [InlineData("tel: 06-12345678", "31612345678")]
    [InlineData("tel:0612345678;phone-context=+31", "31612345678")]
    [InlineData("sip:+31612345678@trunk.example;user=phone", "31612345678")]
    [InlineData("sip:0612345678@10.0.0.1:5060", "31612345678")]
    [InlineData("sips:+31301234567@trunk.example", "31301234567")]
    // Extensions are left out.
    [InlineData("030-1234567 ext. 12", "31301234567")]
    [InlineData("030-1234567 ext 12", "31301234567")]
    [InlineData("030-1234567x12", "31301234567")]
    [InlineData("030-1234567 x 12", "31301234567")]
    [InlineData("030-1234567 tst. 12", "31301234567")]
    [InlineData("030-1234567 toestel 12", "31301234567")]
    [InlineData("030-1234567#12", "31301234567")]
    [InlineData("030-1234567,12", "31301234567")]
    [InlineData("tel:+31301234567;ext=12", "31301234567")]
    // Foreign.
    [InlineData("+49 (0)30 1234567", "49301234567")]
    [InlineData("0049 30 1234567", "49301234567")]
    [InlineData("+32 470 12 34 56", "32470123456")]
    [InlineData("+44 (0)20 7946 0000", "442079460000")]
    [InlineData("+1 (212) 555-0100", "12125550100")]
    [InlineData("+39 06 1234567", "39061234567")]
    [InlineData("+297 582 1234", "2975821234")]
    [InlineData("+599 9 123 4567", "59991234567")]
    // As they come out of other programs: full width, Arabic-Indic digits, dashes, marks that nobody sees.
    [InlineData("０６１２３４５６７８", "31612345678")]
    [InlineData("+٣١٦١٢٣٤٥٦٧٨", "31612345678")]
    [InlineData("06–12345678", "31612345678")]
    [InlineData("06‑12345678", "31612345678")]
    [InlineData("06−12345678", "31612345678")]
    [InlineData("06\u00a01234\u00a05678", "31612345678")]
    [InlineData("\u202a+31612345678\u202c", "31612345678")]
    [InlineData("\u200e06\u200b12345678", "31612345678")]
    public void A_telephone_number_has_one_form(string written, string expected) =>
        Assert.Equal(expected, Identifier.Phone(written, "NL")?.Value);

    [Theory]
    [InlineData("DE", "030 1234567", "49301234567")]
    [InlineData("de", "+49 030 1234567", "49301234567")]
    [InlineData("BE", "0470 12 34 56", "32470123456")]
    [InlineData("IT", "06 1234567", "39061234567")]
    [InlineData("IT", "+39 06 1234567", "39061234567")]
    [InlineData("ES", "912 345 678", "34912345678")]
    [InlineData("DK", "12 34 56 78", "4512345678")]
    [InlineData("HU", "06 1 234 5678", "3612345678")]
    [InlineData("HU", "+36 06 1 234 5678", "3612345678")]
    [InlineData("DE", "0031 6 12345678", "31612345678")]
    public void A_national_number_belongs_to_the_country_of_the_organisation(string country, string written, string expected) =>
        Assert.Equal(expected, Identifier.Phone(written, country)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("+")]
    [InlineData("tel:")]
    [InlineData("anonymous")]
    [InlineData("sip:anonymous@anonymous.invalid")]
    [InlineData("Restricted")]
    [InlineData("onbekend")]
    [InlineData("112")]
    [InlineData("sip:100@pbx.example")]
    [InlineData("0")]
    [InlineData("000000000000")]
    [InlineData("+0612345678")]
    [InlineData("06-1234567a")]
    [InlineData("+31+612345678")]
    [InlineData("06-12345678 / 030-1234567")]
    [InlineData("+3161234567812345")]
    [InlineData("x12")]
    [InlineData("*31#0612345678")]
    [InlineData("info@voorbeeld.example")]
    [InlineData("2026-03-02T09:00")]
    [InlineData("\ud83d\ude00")]
    [InlineData("06\ud800345678")]
    public void What_is_no_telephone_number_is_none(string? written) => Assert.Null(Identifier.Phone(written, "NL"));

    [Fact]
    public void A_text_that_is_too_long_is_no_identifier()
    {
        var text = "06-12345678" + new string(' ', 300);
        Assert.Null(Identifier.Phone(text, "NL"));
        Assert.Null(Identifier.Email(new string('a', 300) + "@voorbeeld.example"));
        Assert.Null(Identifier.Customer(new string('1', 65)));
    }

    [Fact]
    public void A_country_without_a_known_code_reads_no_numbers() => Assert.Null(Identifier.Phone("0612345678", "ZZ"));

    [Theory]
    [InlineData("info@voorbeeld.example", "info@voorbeeld.example")]
    [InlineData(" Info@Voorbeeld.EXAMPLE ", "info@voorbeeld.example")]
    [InlineData("mailto:Info@voorbeeld.example", "info@voorbeeld.example")]
    [InlineData("MAILTO:info@voorbeeld.example", "info@voorbeeld.example")]
    [InlineData("jan.de.vries+kluis@voorbeeld.example", "jan.de.vries+kluis@voorbeeld.example")]
    [InlineData("info@münchen.example", "info@xn--mnchen-3ya.example")]
    [InlineData("INFO@MÜNCHEN.EXAMPLE", "info@xn--mnchen-3ya.example")]
    [InlineData("info@mu\u0308nchen.example", "info@xn--mnchen-3ya.example")]
    [InlineData("info@xn--mnchen-3ya.example", "info@xn--mnchen-3ya.example")]
    [InlineData("info@straße.example", "info@xn--strae-oqa.example")]
    [InlineData("info@例え.テスト", "info@xn--r8jz45g.xn--zckzah")]
    [InlineData("rene\u0301@voorbeeld.example", "rené@voorbeeld.example")]
    [InlineData("info@voorbeeld.example.", "info@voorbeeld.example")]
    [InlineData("o'brien@voorbeeld.example", "o'brien@voorbeeld.example")]
    [InlineData("a@b", "a@b")]
    // Canonically the same is the same; what only looks alike is another address, but for the domain (IDNA maps it).
    [InlineData("\u212bsa@voorbeeld.example", "åsa@voorbeeld.example")]
    [InlineData("ﬁets@voorbeeld.example", "ﬁets@voorbeeld.example")]
    [InlineData("ｉｎｆｏ@voorbeeld.example", "ｉｎｆｏ@voorbeeld.example")]
    [InlineData("x²@voorbeeld.example", "x²@voorbeeld.example")]
    [InlineData("info@ｖｏｏｒｂｅｅｌｄ.example", "info@voorbeeld.example")]
    public void A_mail_address_has_one_form(string written, string expected) => Assert.Equal(expected, Identifier.Email(written)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("info")]
    [InlineData("info@")]
    [InlineData("@voorbeeld.example")]
    [InlineData("in fo@voorbeeld.example")]
    [InlineData("info@voor beeld.example")]
    [InlineData("info@voorbeeld..example")]
    [InlineData("info@-voorbeeld.example")]
    [InlineData("Jan<jan@voorbeeld.example>")]
    [InlineData("mailto:info@voorbeeld.example?subject=x")]
    [InlineData("een@voorbeeld.example,twee@voorbeeld.example")]
    [InlineData("0612345678")]
    [InlineData("info＠voorbeeld.example")]
    public void What_is_no_mail_address_is_none(string? written) => Assert.Null(Identifier.Email(written));

    [Theory]
    [InlineData("KL-0047115", "KL0047115")]
    [InlineData("kl 0047115", "KL0047115")]
    [InlineData("Kl.004.7115", "KL0047115")]
    [InlineData("0047115", "0047115")]
    [InlineData("ＫＬ００４７１１５", "KL0047115")]
    [InlineData("é-1", "É1")]
    public void A_customer_number_has_one_form_and_keeps_its_zeros(string written, string expected) =>
        Assert.Equal(expected, Identifier.Customer(written)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("---")]
    public void What_is_no_customer_number_is_none(string? written) => Assert.Null(Identifier.Customer(written));

    [Theory]
    [InlineData("1234AB", "12", "1234AB|12|")]
    [InlineData("1234 ab", "12", "1234AB|12|")]
    [InlineData(" 1234 AB ", " 12 A ", "1234AB|12|A")]
    [InlineData("1234AB", "12-a", "1234AB|12|A")]
    [InlineData("1234AB", "12 bis", "1234AB|12|BIS")]
    [InlineData("1234AB", "12-3", "1234AB|12|3")]
    [InlineData("1234AB", "0012", "1234AB|12|")]
    [InlineData("1234-AB", "99999", "1234AB|99999|")]
    public void A_postcode_with_its_house_has_one_form(string postcode, string house, string expected) =>
        Assert.Equal(expected, Identifier.Postcode(postcode, house)?.Value);

    [Theory]
    [InlineData(null, "1")]
    [InlineData("1234AB", null)]
    [InlineData("1234AB", "")]
    [InlineData("1234AB", "A")]
    [InlineData("1234AB", "0")]
    [InlineData("1234AB", "123456")]
    [InlineData("0123AB", "1")]
    [InlineData("1234A", "1")]
    [InlineData("1234ABC", "1")]
    [InlineData("AB1234", "1")]
    [InlineData("12345", "1")]
    public void What_is_no_postcode_with_a_house_is_none(string? postcode, string? house) =>
        Assert.Null(Identifier.Postcode(postcode, house));
}
