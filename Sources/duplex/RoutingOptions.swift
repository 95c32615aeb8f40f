import Analysis
import ArgumentParser
import ExpertParallelism
import MPIRuntime
import RunConfigurations

/// Which tokens are routed how.
struct RoutingOptions: ParsableArguments {
  enum Balance: String, CaseIterable, ExpressibleByArgument { case bias, loss, none }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Routed experts (default: 256, or the columns of --scores).", valueName: "count"))
  var experts: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Equal runs of experts that the gate chooses among.", valueName: "count"))
  var groups = 8

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Groups that stay open for a token.", valueName: "count"))
  var keptGroups = 4

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Experts of a token.", valueName: "count"))
  var selections = 8

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("GPUs that share the experts and own the tokens.", valueName: "count"))
  var ranks = 64

  @Option(
    parsing: .unconditional, help: ArgumentHelp("GPUs of a node.", valueName: "count"))
  var ranksPerNode = 8

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Tokens of a step (default: 262144).", valueName: "count"))
  var tokens: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Training steps.", valueName: "count"))
  var steps = 100

  @Option(
    help: ArgumentHelp(
      "What keeps the experts even.",
      discussion: """
        bias: DeepSeek-V3's biases, for the choice alone. loss: the sequence-wise auxiliary loss, \
        from which the router learns. none: nothing.
        """, valueName: "way"))
  var balance = Balance.bias

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With bias: how far a bias moves in a step (default: 0.001).", valueName: "speed"))
  var gamma: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("With loss: its factor (default: 0.001).", valueName: "factor"))
  var alpha: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of the stream of tokens (default: 1).", valueName: "number"))
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Standard deviation of the experts' popularity, in logits (default: 0.1).",
      valueName: "logits"))
  var skew: Float?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps in which popularity becomes another one altogether (default: 2000).",
      valueName: "steps"))
  var drift: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Copies of hot experts to place, 0 for none.", valueName: "count"))
  var redundant = 0

  @Option(
    help: ArgumentHelp(
      "Scores of a gate of your own, in place of the stream.",
      discussion: """
        Comma-separated values without a header: a row for each token, a column for each expert, \
        finite numbers from 0, as they are behind the sigmoid or softmax. Every step routes the \
        same tokens.
        """, valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var scores: String?

  func validate() throws {
    if gamma != nil, balance != .bias {
      throw ValidationError("--gamma is the speed of biases; give it with --balance bias.")
    }
    if alpha != nil, balance != .loss {
      throw ValidationError("--alpha is the factor of the loss; give it with --balance loss.")
    }
    guard scores != nil else { return }
    if balance == .loss {
      throw ValidationError(
        "--balance loss teaches a router, and --scores are what one gave; give bias or none.")
    }
    if tokens != nil || seed != nil || skew != nil || drift != nil {
      throw ValidationError(
        "--tokens, --seed, --skew and --drift make a stream; with --scores there is none.")
    }
  }

  /// Reads the scores, if any, and checks the counts.
  ///
  /// - Throws: `InputError`, `RoutingError` or `ConfigurationError`; on every process when on one.
  func plan(on communicator: Communicator) throws -> RoutingPlan {
    try checkRanges()
    let given = try scores.map { path in
      try communicator.agreeing { try GateScoresFile.read(path: path) }
    }
    let experts = experts ?? given?.experts ?? 256
    if let given, given.experts != experts {
      throw InputError(
        "--experts is \(experts); expected \(given.experts), the columns of \(scores ?? "")")
    }
    return try RoutingPlan(
      gate: Gate(
        experts: experts, groups: groups, keptGroups: keptGroups, selections: selections,
        scoring: given == nil ? .sigmoid : .given),
      grid: ExpertGrid(experts: experts, ranks: ranks, ranksPerNode: ranksPerNode),
      tokens: given.map { .scores($0.scores) } ?? stream(experts: experts), steps: steps,
      balance: plannedBalance, redundantExperts: redundant)
  }

  private func stream(experts: Int) throws -> RoutingPlan.Tokens {
    var stream = try TokenStream(experts: experts, seed: seed ?? 1)
    stream.skew = skew ?? stream.skew
    stream.driftSteps = drift ?? stream.driftSteps
    _ = try stream.batch(step: 0)
    return .stream(stream, perStep: tokens ?? 262_144)
  }

  private var plannedBalance: RoutingPlan.Balance {
    switch balance {
    case .none: .none
    case .bias: .bias(gamma: gamma ?? BiasBalancer.deepSeekV3Gamma)
    case .loss: .loss(alpha: alpha ?? RoutingPlan.comparatorAlpha)
    }
  }

  /// Beyond these neither memory nor patience suffices.
  private func checkRanges() throws {
    let counts: [(String, Int, ClosedRange<Int>)] = [
      ("--experts", experts ?? 1, 1...65_536), ("--groups", groups, 1...65_536),
      ("--kept-groups", keptGroups, 1...65_536), ("--selections", selections, 1...65_536),
      ("--ranks", ranks, 1...16_384), ("--ranks-per-node", ranksPerNode, 1...16_384),
      ("--tokens", tokens ?? 1, 1...1_000_000_000), ("--steps", steps, 1...1_000_000),
      ("--drift", drift ?? 1, 1...1_000_000_000), ("--redundant", redundant, 0...65_536),
    ]
    for (option, value, range) in counts {
      try InputError.require(
        option, value, in: range,
        "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    try InputError.require("--gamma", gamma ?? 0, in: 0...1, "a number from 0 to 1")
    try InputError.require("--alpha", alpha ?? 0, in: 0...1000, "a number from 0 to 1000")
    try InputError.require("--skew", skew ?? 0, in: 0...100, "a number from 0 to 100")
  }
}
