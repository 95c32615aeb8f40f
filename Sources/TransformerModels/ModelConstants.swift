/// The numbers of a `config.json` that bear on what a model computes, not on its cost.
public struct ModelConstants: Hashable, Sendable {
  /// How router logits become scores.
  public enum Scoring: String, CaseIterable, Hashable, Sendable {
    case sigmoid
    case softmax
  }

  /// Added to the mean square in norms; above 0.
  public var normEpsilon: Double
  /// The base of the rotation angles of positions.
  public var ropeTheta: Double
  /// Standard deviation of the weights at first.
  public var initialDeviation: Double
  /// What the weights of a token's experts are multiplied by.
  public var routedScale: Double
  /// Whether the weights of a token's experts are divided by their sum.
  public var normalisesWeights: Bool
  public var scoring: Scoring

  public init(
    normEpsilon: Double = 1e-6, ropeTheta: Double = 10_000, initialDeviation: Double = 0.02,
    routedScale: Double = 1, normalisesWeights: Bool = true, scoring: Scoring = .sigmoid
  ) {
    self.normEpsilon = normEpsilon
    self.ropeTheta = ropeTheta
    self.initialDeviation = initialDeviation
    self.routedScale = routedScale
    self.normalisesWeights = normalisesWeights
    self.scoring = scoring
  }

  /// Reads them from a Hugging Face `config.json`; a key that is missing has the default above.
  ///
  /// A rescaling of positions (`rope_scaling`) belongs to the extension of the context and is not read.
  ///
  /// - Parameters:
  ///   - json: The document, UTF-8.
  ///   - name: In errors in the place of a file.
  /// - Throws: `ModelError` with code `malformedJSON`, `wrongType` or `outOfRange`.
  public init(configuration json: [UInt8], name: String) throws(ModelError) {
    let reader = try ConfigurationReader(json, source: name)
    let defaults = ModelConstants()
    self = defaults
    normEpsilon = try reader.positive("rms_norm_eps", fallback: defaults.normEpsilon)
    ropeTheta = try reader.positive("rope_theta", fallback: defaults.ropeTheta)
    initialDeviation = try reader.positive("initializer_range", fallback: defaults.initialDeviation)
    routedScale = try reader.positive("routed_scaling_factor", fallback: defaults.routedScale)
    if reader.has("norm_topk_prob") { normalisesWeights = try reader.flag("norm_topk_prob") }
    if let text = try reader.text("scoring_func") {
      guard let scoring = Scoring(rawValue: text) else {
        throw reader.failure(.outOfRange, "scoring_func", expected: "sigmoid or softmax")
      }
      self.scoring = scoring
    }
  }

  /// Reads them from a file; otherwise as ``init(configuration:name:)``.
  ///
  /// - Parameter path: Absolute, or relative to the working directory.
  /// - Throws: `ModelError` with code `unreadableFile` when there is no such file, or it is no
  ///   regular file of at most 16 MiB; otherwise as ``init(configuration:name:)``.
  public init(contentsOf path: String) throws(ModelError) {
    try self.init(configuration: Architecture.bytes(ofFile: path), name: path)
  }
}
