/// Expert loads that were drawn before, for steps that draw the same ones again: those of another
/// schedule, and those of which something else is varied.
///
/// Loads are a pure function of their key, so what is kept changes no result.
public final class DrawnLoads {
  private var kept: [(key: ExpertLoads.Key, loads: ExpertLoads)] = []
  private var room: Int

  /// - Parameter bytes: How much to keep; what comes when there is no room is drawn anew each time.
  public init(keeping bytes: Int = 128 << 20) { room = bytes }

  /// The loads of a block of lanes; nil where routing is balanced or the model has no experts.
  func loads(of step: TrainingStep, lanes: Range<Int>) -> ExpertLoads? {
    guard let key = ExpertLoads.Key(step, lanes: lanes) else { return nil }
    if let known = kept.first(where: { $0.key == key }) { return known.loads }
    let loads = ExpertLoads(key)
    if key.bytes <= room {
      room -= key.bytes
      kept.append((key, loads))
    }
    return loads
  }
}
