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

extension ScheduleSlot: CustomStringConvertible {
  /// PyTorch's notation: `2F0`, `(0F3;3B5)OVERLAP_F_B`.
  public var description: String {
    switch self {
    case .single(let action): "\(action)"
    case .pair(let forward, let backward): "(\(forward);\(backward))OVERLAP_F_B"
    }
  }
}
