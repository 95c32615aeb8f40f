internal import COpenBLAS
internal import Glibc

/// The BLAS library that products in single precision run on.
public enum BLASLibrary {
  /// The processor that OpenBLAS chose its kernels for, such as `Haswell` or `SkylakeX`.
  ///
  /// Speeds differ by more than a factor of two between them on one machine; the environment variable
  /// `OPENBLAS_CORETYPE` overrides the choice.
  public static var processor: String {
    // Reason: the library returns a constant string.
    unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"
  }

  /// Threads that one product uses: 1, unless `OPENBLAS_NUM_THREADS` says otherwise.
  public static var threads: Int {
    prepare()
    return Int(openblas_get_num_threads())
  }

  /// Sets the number of threads before the first product.
  static func prepare() { prepared }

  private static let prepared: Void = {
    // Reason: nothing in the program changes the environment.
    guard unsafe getenv("OPENBLAS_NUM_THREADS") == nil else { return }
    openblas_set_num_threads(1)
  }()
}
