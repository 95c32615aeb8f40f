/// A cost that a what-if takes away before the step is simulated again.
public struct WhatIf: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Expert exchanges take no time, and nobody waits for the members of a group.
  public static let expertCommunication = WhatIf(rawValue: 1)
  /// Pipeline transfers take no time.
  public static let pipelineCommunication = WhatIf(rawValue: 2)
  /// Every pipeline input is there when it is wanted.
  public static let bubble = WhatIf(rawValue: 4)
  /// Expert exchanges hide completely: nobody waits for one, though each takes its SMs.
  public static let exposedExpertCommunication = WhatIf(rawValue: 8)
  /// Gradients and parameters are everywhere at once; the optimiser remains.
  public static let gradientReduction = WhatIf(rawValue: 16)
  /// All that goes over a link.
  public static let communication: WhatIf = [
    .expertCommunication, .pipelineCommunication, .gradientReduction,
  ]
}
