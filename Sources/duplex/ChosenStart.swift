import ArgumentParser
import Training

/// What a person may say about checkpoints that are there.
enum ChosenStart: String, EnumerableFlag {
  case resume, fresh

  var start: RunStart {
    switch self {
    case .resume: .resume
    case .fresh: .fresh
    }
  }

  static func help(for value: ChosenStart) -> ArgumentHelp? {
    switch value {
    case .resume: "Go on from the newest checkpoint, and refuse to begin without one."
    case .fresh: "Begin anew, and refuse to where there is a checkpoint."
    }
  }
}
