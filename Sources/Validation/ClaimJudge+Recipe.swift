/// Claims about the recipe, which the report itself contradicts or nothing published decides.
extension ClaimJudge {
  static func recipe(_ number: Int) -> Judgement {
    switch number {
    case 12:
      ("E4M3 on all tensors", .wrong, "arXiv:2412.19437, section 3.3.2; E5M2 is not used")
    case 13:
      (
        "tiles of 1 x 128 and blocks of 128 x 128, scaled online", .wrong,
        "arXiv:2412.19437, section 3.3.2, chooses them in place of delayed scaling of whole tensors"
      )
    case 15:
      (
        "published nowhere", .cannotBeKnown,
        "no primary source has these numbers; docs/training.md shows losses of a small model in four "
          + "precisions"
      )
    case 16:
      (
        "sigmoid, 4 of 8 groups, then 8 of their experts", .wrong,
        "arXiv:2412.19437, section 2.1.2; gate values are normalised over the chosen experts"
      )
    case 17:
      (
        "a fixed step by the sign of the error, 0.001", .wrong,
        "arXiv:2412.19437, sections 2.1.2 and 4.2: the bias falls by gamma if overloaded, else rises"
      )
    case 18:
      (
        "a bias added for the choice alone", .wrong,
        "arXiv:2412.19437, section 2.1.2: gate values come from scores without it"
      )
    default: ("", .open, "nothing here computes it")
    }
  }
}
