internal import Glibc
import MPIRuntime
import PipelineSchedules
import Synchronization

/// Ends a run in which a rank does not get on, after every rank has said what it waits for.
///
/// It looks from a thread of its own, because a rank may hang where it cannot look itself: in a
/// computation, or inside MPI. It makes no MPI call; that one process leaves ends the whole job.
final class Watchdog: Sendable {
  /// What a run that does not get on ends with.
  static let exitCode: Int32 = 70
  private static let looksPerLimit: Int64 = 8
  /// Ranks that began to wait later than the first one get this long to report, too.
  private static let grace: ClosedRange<Int64> = 1_000_000_000...5_000_000_000

  private struct State {
    var activity = RankActivity.resting
    var since: Int64 = 0
    var hasReported = false
  }

  /// What helps to say what the rank is at.
  private struct Context {
    var schedule: PipelineSchedule?
    var wait: PassWait?
    var signs: LifeSigns?
    /// How many phases the rank has entered; the ranks of a run enter the same ones in one order.
    var phases = 0
    /// The watchdog itself, once nobody else has to keep it.
    var kept: Watchdog?
  }

  private let process: WatchedProcess
  private let limit: Int64
  private let state = Mutex(State())
  private let context = Mutex(Context())

  /// - Parameters:
  ///   - process: The rank, and what to call it and the others.
  ///   - limit: How long a rank may stay at one activity, or one segment.
  init(_ process: WatchedProcess, limit: Duration) {
    self.process = process
    self.limit = Int64(limit / .nanoseconds(1))
  }

  /// Starts to look, until the watchdog is released.
  func start() {
    let pause = max(limit / Self.looksPerLimit, 1_000_000)
    Task.detached(priority: .high) { [weak self] in
      while true {
        do { try await Task.sleep(nanoseconds: UInt64(pause)) } catch { return }
        guard let self else { return }
        self.look()
      }
    }
  }

  /// Names what the rank plays from now on, and where its passes note what they wait for.
  func plays(_ schedule: PipelineSchedule, noting wait: PassWait?) {
    context.withLock { ($0.schedule, $0.wait) = (schedule, wait) }
  }

  /// Looks for signs of life of the other ranks from now on, too.
  func listen(to signs: LifeSigns?) { context.withLock { $0.signs = signs } }

  /// Notes what the rank is at from now on.
  func enter(_ activity: RankActivity) {
    let now = MonotonicClock.now
    if activity.isOfAll {
      context.withLock {
        $0.phases += 1
        $0.signs?.enter(phase: $0.phases)
      }
    }
    state.withLock { $0 = State(activity: activity, since: now) }
  }

  /// Goes on looking until the process ends, which it is about to do.
  func lookOnUntilTheEnd() {
    // MPI may take the memory of the signs away while it ends.
    context.withLock { ($0.signs, $0.kept) = (nil, self) }
    enter(.phase(.ending))
  }

  private func look() {
    context.withLock { $0.signs?.give() }
    let now = MonotonicClock.now
    var (isLate, isFirst) = (false, false)
    let seen = state.withLock { state in
      isLate = state.activity != .resting && now - state.since > patience(state.activity)
      isFirst = isLate && !state.hasReported
      state.hasReported = state.hasReported || isLate
      return state
    }
    guard isLate else { return }
    if isFirst { return report(seen.activity, for: now - seen.since) }
    let grace = min(max(limit / 2, Self.grace.lowerBound), Self.grace.upperBound)
    // Not `exit`, whose handlers would take MPI down under a thread that is inside it.
    if now - seen.since > patience(seen.activity) + grace { _exit(Self.exitCode) }
  }

  /// Nanoseconds.
  private func patience(_ activity: RankActivity) -> Int64 { activity.patience * limit }

  private func report(_ activity: RankActivity, for time: Int64) {
    let context = context.withLock { $0 }
    var text = activity.description(rank: process.rank, in: context.schedule)
    if let reason = context.wait?.reason {
      text += " and waits for \(reason) in an exchange with experts"
    }
    let late = (context.signs?.late(silentFor: limit / 2) ?? []).map { rank, isBehind, silence in
      let silent = silence.map { "gave no sign of life for \(seconds($0)) s" }
      let words = [isBehind ? "has not come there" : nil, silent].compactMap { $0 }
      return "; \(process.name(ofProcess: rank)) " + words.joined(separator: " and ")
    }
    StandardError.write(
      "\(process.subject) is stalled: it \(text), for \(seconds(time)) s now; "
        + "the limit is \(seconds(patience(activity))) s\(late.joined()); raise stallLimit if one "
        + "action may take longer\n")
  }

  /// Tenths of a second.
  private func seconds(_ nanoseconds: Int64) -> String {
    let tenths = nanoseconds / 100_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}
