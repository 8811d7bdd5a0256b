#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs another program to its end, within limits, and without a shell.
///
/// posix_spawn(3) itself, for two reasons: the way from a file to records is synchronous, which swift-subprocess is not;
/// and a child of Foundation's `Process` leads a process group of its own, so that Ctrl-C on a terminal would end this
/// program and leave that one running.
enum ChildProcess {
  /// What a program may use before it is ended.
  struct Limits {
    /// Seconds on the clock.
    var seconds = 900
    /// Bytes of address space.
    var memory: UInt = 8 << 30
    /// Bytes of the largest file that it writes.
    var fileSize: UInt = 8 << 30
  }

  /// How a program ended.
  enum Outcome: Equatable {
    case exited(Int32)
    case ended(signal: Int32)
    case outOfTime
  }

  /// Finds a program in `PATH`.
  static func find(_ name: String) -> String? {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      access($0, X_OK) == 0 && FileDescriptor.target(of: $0, followingLinks: true) == .regular
    }
  }

  /// Runs a program and waits for it.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: What follows the program's name.
  ///   - environment: All of its environment.
  ///   - output: The file for its standard output; it must not exist.
  ///   - errors: The file for its standard error; it must not exist.
  ///   - feed: Writes the program's standard input, which ends when it returns or throws; without it there is none.
  ///     The limit of time begins after it.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String], output: String, errors: String,
    limits: Limits = Limits(), feed: ((inout ProgramInput) throws(SystemFailure) -> Void)? = nil
  ) throws(SystemFailure) -> Outcome {
    // No attribute of posix_spawn sets limits; where util-linux is, its program does so and becomes the other one.
    var command = [program] + arguments
    if let limiter = find("prlimit") {
      command = [limiter, "--as=\(limits.memory)", "--fsize=\(limits.fileSize)", "--core=0"] + command
    }
    let pid: pid_t
    if let feed {
      let ends = try ProgramInput.ends()
      pid = try start(command, environment, input: ends.reading, output, errors)
      var input = ProgramInput(ends)
      try feed(&input)
      input.close()
    } else {
      pid = try start(command, environment, input: nil, output, errors)
    }
    let deadline = ContinuousClock.now + .seconds(limits.seconds)
    var pause = 500
    while true {
      if let outcome = try outcome(of: pid, options: WNOHANG) { return outcome }
      if ContinuousClock.now > deadline {
        kill(pid, SIGKILL)
        _ = try outcome(of: pid, options: 0)
        return .outOfTime
      }
      // Short at first, as most programs are done in a blink, and never long.
      usleep(UInt32(pause))
      pause = min(pause * 2, 10_000)
    }
  }

  private static func start(
    _ command: [String], _ environment: [String: String], input: Int32?, _ output: String, _ errors: String
  ) throws(SystemFailure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // All other descriptors of this program close by themselves (O_CLOEXEC).
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    for (number, file) in [(Int32(1), output), (2, errors)] {
      posix_spawn_file_actions_addopen(&actions, number, file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    }
    #if canImport(Darwin)
      var attributes: posix_spawnattr_t?
    #else
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This program ignores the signal of too large a file; the other one is to end by it.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let argumentList = command.map { strdup($0) } + [nil]
    let variableList = variables.map { strdup($0) } + [nil]
    defer { for text in argumentList + variableList { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, command[0], &actions, &attributes, argumentList, variableList)
    guard code == 0 else { throw SystemFailure(code) }
    return pid
  }

  /// How the process ended; nil if it has not.
  private static func outcome(of pid: pid_t, options: Int32) throws(SystemFailure) -> Outcome? {
    var status: Int32 = 0
    while true {
      let answer = waitpid(pid, &status, options)
      if answer == 0 { return nil }
      if answer == pid { break }
      if errno != EINTR { throw SystemFailure(errno) }
    }
    // The macros WIFEXITED and WEXITSTATUS, which C keeps to itself.
    return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .ended(signal: status & 0x7F)
  }
}

/// The standard input of a program that runs, as a pipe.
///
/// A program that has ended early says why by itself: what is still written to it then goes nowhere, without an error
/// and without the signal that would end this program.
struct ProgramInput: ~Copyable {
  private let writing: Int32
  private var isOpen = true
  /// True once the program no longer reads.
  private(set) var isGone = false

  /// Both ends of a new pipe. - Throws: If there are no more descriptors to be had.
  static func ends() throws(SystemFailure) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemFailure(errno) }
    // Not left to other children: a pipe ends when all copies of its writing end are closed.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Takes the writing end, and closes the other one, which the program has.
  init(_ ends: (reading: Int32, writing: Int32)) {
    #if canImport(Glibc)
      _ = Glibc.close(ends.reading)
    #elseif canImport(Musl)
      _ = Musl.close(ends.reading)
    #else
      _ = Darwin.close(ends.reading)
    #endif
    writing = ends.writing
  }

  deinit { if isOpen { endPipe() } }

  /// Ends the program's input.
  mutating func close() {
    if isOpen { endPipe() }
    isOpen = false
  }

  private func endPipe() {
    #if canImport(Glibc)
      _ = Glibc.close(writing)
    #elseif canImport(Musl)
      _ = Musl.close(writing)
    #else
      _ = Darwin.close(writing)
    #endif
  }

  /// Writes all bytes, and waits for the program to take them.
  mutating func write(_ bytes: borrowing [UInt8]) throws(SystemFailure) {
    if isGone { return }
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    let end = FileDescriptor(lent: writing)
    do throws(SystemFailure) {
      try bytes.withUnsafeBufferPointer { (buffer) throws(SystemFailure) in
        try end.writeAll(UnsafeRawBufferPointer(buffer))
      }
    } catch {
      guard error.code == EPIPE else { throw error }
      isGone = true
    }
  }
}
