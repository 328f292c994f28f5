namespace Cs336.Train.Experiments;

/// <summary>How large the experiments are run.</summary>
internal enum Scale
{
    /// <summary>Seconds each: shows that everything works.</summary>
    Smoke,

    /// <summary>Minutes each on two processor cores: large enough that the conclusions can be seen.</summary>
    Low,

    /// <summary>As the assignment asks: the 17M model, 327,680,000 tokens, one GPU, the course's texts.</summary>
    Full,
}

/// <summary>Scales by their names on the command line.</summary>
internal static class ScaleNames
{
    /// <summary>The name: lower case.</summary>
    public static string Name(this Scale scale) => scale.ToString().ToLowerInvariant();

    /// <summary>The scale of a name that the command line has checked.</summary>
    public static Scale Parse(string name) => Enum.Parse<Scale>(name, ignoreCase: true);
}
