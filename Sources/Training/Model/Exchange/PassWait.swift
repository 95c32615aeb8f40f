import Synchronization

/// What a rank waits for inside a pass, for the report of one that does not get on.
///
/// The rank writes it, and a thread that watches over the rank reads it.
public final class PassWait: Sendable {
  /// Of the rank among those that it waits for, such as "data rank 1 of 4".
  public let name: String
  private let text = Mutex<String?>(nil)

  /// - Parameter name: Of the rank.
  public init(name: String) { self.name = name }

  /// What the rank waits for, after "waits for"; nil while it gets on.
  public var reason: String? { text.withLock { $0 } }

  /// Notes what the rank waits for from now on; nil for nothing.
  public func note(_ reason: String?) { text.withLock { $0 = reason } }
}
