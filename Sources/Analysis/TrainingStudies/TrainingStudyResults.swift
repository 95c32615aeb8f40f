internal import Training

/// What the runs of a study showed.
public struct TrainingStudyResults: Hashable, Sendable {
  /// How far one run's smoothed loss is from the baseline's.
  public struct Difference: Hashable, Sendable {
    public let name: String
    /// `[step]`, relative; of the steps that both runs have.
    public let values: [Double]

    /// The one of the largest magnitude over the whole run, with its sign.
    public var worst: Double { values.max { $0.magnitude < $1.magnitude } ?? 0 }
    /// Of the last step.
    public var final: Double { values.last ?? 0 }
    /// The share of the steps whose magnitude is below a bound; 0 without steps.
    public func share(within bound: Double) -> Double {
      guard !values.isEmpty else { return 0 }
      return Double(values.count { $0.magnitude < bound }) / Double(values.count)
    }
  }

  /// How far the loss of fine-grained FP8 may be from that of BF16.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 3.3: "remains consistently below 0.25 %".
  public static let claimedDifference = 0.0025

  public let study: TrainingStudy
  /// Real ranks that each run trained on.
  public let ranks: Int
  /// In the order of the study's variants; fewer where the study was ended.
  public let curves: [TrainingCurve]

  public init(study: TrainingStudy, ranks: Int, curves: [TrainingCurve]) {
    self.study = study
    self.ranks = ranks
    self.curves = curves
  }

  /// Runs one variant after the other.
  ///
  /// - Parameters:
  ///   - study: The same on every process.
  ///   - ranks: Processes.
  ///   - train: Trains as settings say and gives the curve, which ends where the run diverged; called
  ///     once a variant. Nil ends the study, with the runs before it.
  /// - Throws: What training throws.
  public init(
    _ study: TrainingStudy, ranks: Int,
    training train: (TrainingStudy.Variant) throws -> TrainingCurve?
  ) rethrows {
    var curves: [TrainingCurve] = []
    for variant in study.variants {
      guard let curve = try train(variant) else { break }
      curves.append(curve)
    }
    self.init(study: study, ranks: ranks, curves: curves)
  }

  /// What the others are compared with: BF16, or no balancing.
  public var baseline: TrainingCurve? {
    let name = study.subject == .precision ? PrecisionName.bf16.rawValue : curves.first?.name
    return curves.first { $0.name == name }
  }

  /// Of every run but the baseline, in order.
  public var differences: [Difference] {
    guard let baseline else { return [] }
    return curves.filter { $0.name != baseline.name }.map {
      Difference(name: $0.name, values: $0.differences(from: baseline))
    }
  }

  /// Whether fine-grained FP8 stayed as close to BF16 as claimed at every step; nil in another study,
  /// and where BF16 itself diverged.
  public var claimHolds: Bool? {
    guard study.subject == .precision, baseline?.divergedStep == nil,
      let eightBit = curves.first(where: { $0.name == PrecisionName.fp8.rawValue }),
      let difference = differences.first(where: { $0.name == eightBit.name })
    else { return nil }
    return eightBit.divergedStep == nil && difference.worst.magnitude < Self.claimedDifference
  }
}
