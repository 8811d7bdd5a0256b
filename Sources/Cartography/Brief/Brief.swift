public import CampaignModel

/// A report for a meeting, as values: sections of figures, sentences, tables and pictures.
///
/// It is written once and shown twice: as a page for a browser (``BriefPage``) and as sheets of paper (``BriefSheets``).
/// Both show the same words and numbers in the same order; neither counts anything.
public struct Brief: Sendable {
  /// The first line.
  public var title: String
  /// What it is, of which day, as known when.
  public var subtitle = ""
  /// The language of all words in it.
  public var language: MapLanguage
  /// True for patterns and greys, which survive a copier.
  public var isMono = false
  /// The sheet it is printed on.
  public var paper = Paper.a4
  /// The last day of the data, which dates a PDF.
  public var day: LocalDate?
  /// The sections, in order; they are numbered when they are shown.
  public var sections: [Section]
  /// Who made it from what: the line at the foot.
  public var source = ""

  /// A report.
  public init(title: String, language: MapLanguage, sections: [Section] = []) {
    self.title = title
    self.language = language
    self.sections = sections
  }
}

extension Brief {
  /// One part of a report, under its heading.
  public struct Section: Sendable {
    /// A name for links: letters and hyphens.
    public var id: String
    /// The heading, without a number.
    public var heading: String
    /// What stands in it.
    public var blocks: [Block]
    /// True if it begins a sheet of its own.
    public var startsSheet = false

    /// A section.
    public init(_ id: String, _ heading: String, _ blocks: [Block], startsSheet: Bool = false) {
      self.id = id
      self.heading = heading
      self.blocks = blocks
      self.startsSheet = startsSheet
    }
  }

  /// What a section is made of.
  public enum Block: Sendable {
    case figures([Figure])
    case paragraph(String)
    /// Sentences that stand for themselves.
    case points([String])
    /// A remark in small letters.
    case note(String)
    case table(Table)
    case picture(Picture)
    case terms([Term])
  }

  /// A number in large letters.
  public struct Figure: Sendable, Equatable {
    /// `households visited`.
    public var label: String
    /// `80.0 %`.
    public var value: String
    /// What it is made of: `24,310 of 30,377`.
    public var detail: String

    /// A figure.
    public init(_ label: String, _ value: String, _ detail: String = "") {
      self.label = label
      self.value = value
      self.detail = detail
    }
  }

  /// A word and what it means here.
  public struct Term: Sendable, Equatable {
    /// The word.
    public var word: String
    /// Its meaning.
    public var meaning: String

    /// A term.
    public init(_ word: String, _ meaning: String) {
      self.word = word
      self.meaning = meaning
    }
  }

  /// A table; every row has a cell for each column.
  public struct Table: Sendable, Equatable {
    /// How a column is set.
    public enum Kind: Sendable, Equatable {
      /// From the left, in as many lines as it takes.
      case text
      /// From the right, in one line.
      case number
      /// A number with a bar of 0...1 beside it.
      case share
    }

    /// A column.
    public struct Column: Sendable, Equatable {
      /// Its head.
      public var title: String
      /// How its cells are set.
      public var kind: Kind

      /// A column.
      public init(_ title: String, _ kind: Kind = .text) {
        self.title = title
        self.kind = kind
      }
    }

    /// What stands in one place.
    public struct Cell: Sendable, Equatable, ExpressibleByStringLiteral {
      /// The text.
      public var text: String
      /// The length of the bar, 0...1; nil for none.
      public var share: Double?

      /// A cell.
      public init(_ text: String, share: Double? = nil) {
        self.text = text
        self.share = share
      }

      /// A cell with a text only.
      public init(stringLiteral text: String) { self.init(text) }
    }

    /// What it shows.
    public var caption: String
    /// Its columns; the first one names the rows.
    public var columns: [Column]
    /// Its rows.
    public var rows: [[Cell]]
    /// The sum of all rows, as a last one.
    public var total: [Cell]?
    /// What must be known beside it.
    public var note = ""

    /// A table.
    public init(
      _ caption: String, _ columns: [Column], rows: [[Cell]], total: [Cell]? = nil, note: String = ""
    ) {
      self.caption = caption
      self.columns = columns
      self.rows = rows
      self.total = total
      self.note = note
    }
  }

  /// A map or a chart.
  public struct Picture: Sendable {
    /// What is drawn.
    public enum Kind: Sendable {
      case map(MapContent)
      case trend(TrendFigure)
    }

    /// What is drawn.
    public var kind: Kind
    /// What it shows, below it.
    public var caption: String
    /// What can be seen on it, for who cannot see it.
    public var description: String

    /// A picture.
    public init(_ kind: Kind, caption: String, description: String) {
      self.kind = kind
      self.caption = caption
      self.description = description
    }
  }
}
