/// Elements with one owner: the program, or the operation that they moved into.
///
/// A buffer that was sent or posted for receiving cannot be touched until the operation returns it.
@safe
public struct MessageBuffer<Element: MessageElement>: ~Copyable {
  @usableFromInline var elements: UnsafeMutableBufferPointer<Element>

  /// Holds `count` copies of an element.
  ///
  /// - Parameters:
  ///   - element: The value of every element.
  ///   - count: At least 0.
  /// - Complexity: O(`count`)
  public init(repeating element: Element, count: Int) {
    precondition(count >= 0, "a buffer of \(count) elements")
    // SAFETY: `deinit` or `take()` ends the only use of this memory.
    unsafe elements = .allocate(capacity: count)
    unsafe elements.initialize(repeating: element)
  }

  /// Holds a copy of an array.
  ///
  /// - Complexity: O(`array.count`)
  public init(_ array: [Element]) {
    unsafe elements = .allocate(capacity: array.count)
    _ = unsafe elements.initialize(fromContentsOf: array)
  }

  init(adopting elements: UnsafeMutableBufferPointer<Element>) { unsafe self.elements = elements }

  deinit { unsafe elements.deallocate() }

  @inlinable public var count: Int { unsafe elements.count }

  /// `[count]`, for reading.
  @inlinable public var span: Span<Element> {
    @_lifetime(borrow self)
    borrowing get {
      // SAFETY: the memory lives as long as the buffer, which the span borrows.
      unsafe _overrideLifetime(Span(_unsafeElements: elements), borrowing: self)
    }
  }

  /// `[count]`, for writing.
  @inlinable public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      // SAFETY: the memory lives as long as the buffer, which the span holds exclusively.
      unsafe _overrideLifetime(MutableSpan(_unsafeElements: elements), mutating: &self)
    }
  }

  /// Where the elements lie as long as nobody waits for, or drops, the buffer; nil without any.
  ///
  /// For who writes what spans of elements do not express, such as rows of several types.
  @unsafe public var baseAddress: UnsafeMutablePointer<Element>? { unsafe elements.baseAddress }

  /// A copy as an array.
  ///
  /// - Complexity: O(`count`)
  public var array: [Element] { unsafe [Element](elements) }

  /// Overwrites all elements.
  ///
  /// - Parameter array: `[count]`
  /// - Complexity: O(``count``)
  public mutating func overwrite(with array: [Element]) {
    precondition(array.count == count, "\(array.count) elements for a buffer of \(count)")
    _ = unsafe elements.update(fromContentsOf: array)
  }

  /// Moves the elements out and leaves an empty buffer.
  mutating func take() -> MessageBuffer {
    let taken = unsafe MessageBuffer(adopting: elements)
    unsafe elements = .allocate(capacity: 0)
    return taken
  }

  /// Never frees the elements.
  consuming func keepForEver() { discard self }
}
