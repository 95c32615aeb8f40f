internal import CMPI

/// A whole number in shared memory.
@safe
public struct SharedNumber {
  // SAFETY: the window keeps the memory until all processes free it.
  private let word: UnsafeMutablePointer<Int64>
  private let window: SharedWindow

  init(word: UnsafeMutablePointer<Int64>, window: SharedWindow) {
    unsafe self.word = word
    self.window = window
  }

  /// The number now; what its writer wrote before it is visible to this process afterwards.
  public func load() -> Int { Int(unsafe cmpi_load(word)) }

  /// Replaces the number, after everything that this process wrote before.
  public func store(_ value: Int) { unsafe cmpi_store(word, Int64(value)) }

  /// Adds to the number, after everything that this process wrote before.
  public func add(_ value: Int) { unsafe cmpi_add(word, Int64(value)) }
}
