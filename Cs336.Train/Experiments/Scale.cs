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
