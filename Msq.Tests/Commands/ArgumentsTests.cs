using Msq.Local.Commands;

namespace Msq.Tests.Commands;

public sealed class ArgumentsTests
{
    [Fact]
    public void Without_arguments_it_serves_on_port_8080() =>
        Assert.Equal(new Arguments(Demo: false, Real: false, Keep: false, Port: 8080), Parse([]));

    [Fact]
    public void The_environment_names_the_port_and_the_command_line_is_stronger()
    {
        Assert.Equal(9000, Parse([], port: "9000").Port);
        Assert.Equal(9001, Parse(["--port", "9001"], port: "9000").Port);
    }

    [Fact]
    public void The_demo_takes_any_free_port_unless_one_is_named()
    {
        Assert.Equal(new Arguments(Demo: true, Real: true, Keep: false, Port: null), Parse(["--real", "demo"]));
        Assert.Equal(8081, Parse(["demo", "--port", "8081"]).Port);
    }

    [Theory]
    [InlineData("unknown argument: --bogus", "--bogus")]
    [InlineData("--port: '' is not a port", "--port")]
    [InlineData("--port: '0' is not a port", "--port", "0")]
    [InlineData("--port: '65536' is not a port", "--port", "65536")]
    [InlineData("--port: '-1' is not a port", "--port", "-1")]
    public void A_wrong_argument_is_named(string message, params string[] arguments) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Parse(arguments)).Message, StringComparison.Ordinal);

    private static Arguments Parse(string[] arguments, string? port = null) => Arguments.Parse(arguments, name => name == "MSQ_PORT" ? port : null);
}
