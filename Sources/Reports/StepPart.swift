internal import Quantities
internal import Timelines

/// The parts that a step splits into exactly, in the order in which reports show them.
enum StepPart: String, CaseIterable, Sendable {
  case computing
  case bubble
  case exposedExpert = "exposed expert communication"
  case exposedPipeline = "exposed pipeline communication"
  case optimizer = "optimiser"

  func time(in shares: StepShares) -> VirtualTime {
    switch self {
    case .computing: shares.computing
    case .bubble: shares.bubble
    case .exposedExpert: shares.exposedExpert
    case .exposedPipeline: shares.exposedPipeline
    case .optimizer: shares.optimizer
    }
  }

  /// What JSON keys and CSV columns call it.
  var key: String {
    switch self {
    case .computing: "computing"
    case .bubble: "bubble"
    case .exposedExpert: "exposedExpert"
    case .exposedPipeline: "exposedPipeline"
    case .optimizer: "optimizer"
    }
  }

  var colour: String {
    switch self {
    case .computing: Palette.forward
    case .bubble: Palette.bubble
    case .exposedExpert: Palette.exposedExpert
    case .exposedPipeline: Palette.exposedPipeline
    case .optimizer: Palette.optimizer
    }
  }
}
