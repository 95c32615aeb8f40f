/// One entry of a rank program: an action alone, or a forward and a backward that overlap.
public enum ScheduleSlot: Hashable, Sendable {
  case single(PipelineAction)
  /// `backward` is always a full backward.
  case pair(forward: PipelineAction, backward: PipelineAction)

  /// The actions of the slot, a pair's forward first.
  public var actions: [PipelineAction] {
    switch self {
    case .single(let action): [action]
    case .pair(let forward, let backward): [forward, backward]
    }
  }
}

extension ScheduleSlot: LosslessStringConvertible {
  private static let pairSuffix = ")OVERLAP_F_B"

  /// PyTorch's notation: `2F0`, `(0F3;3B5)OVERLAP_F_B`.
  public var description: String {
    switch self {
    case .single(let action): "\(action)"
    case .pair(let forward, let backward): "(\(forward);\(backward)\(Self.pairSuffix)"
    }
  }

  /// Reads PyTorch's notation; a pair must be a forward and then a full backward.
  public init?(_ text: String) {
    guard text.hasPrefix("(") else {
      guard let action = PipelineAction(text) else { return nil }
      self = .single(action)
      return
    }
    guard text.hasSuffix(Self.pairSuffix) else { return nil }
    let parts = text.dropFirst().dropLast(Self.pairSuffix.count).split(
      separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 2, let forward = PipelineAction(String(parts[0])),
      let backward = PipelineAction(String(parts[1])), forward.kind == .forward,
      backward.kind == .backward
    else { return nil }
    self = .pair(forward: forward, backward: backward)
  }
}
