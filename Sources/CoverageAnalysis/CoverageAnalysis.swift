/// What is covered, what is not, and why: values in, values out.
///
/// A ``CampaignLedger`` adds up, once for a campaign and a day, what is known of each target: who is responsible,
/// whether it is expected, its visits, its gap. Coverage rows of every level (``CampaignLedger/table(by:)``) and gaps
/// (``CampaignLedger/targetGaps()``) are read off the same ledger, so that no two figures for one thing can differ.
/// Everything is a pass over integer columns, in a fixed order: the same campaign gives the same rows, byte for byte.
///
/// Invariants, tested on random campaigns: visited + gaps = expected in each row; the rows of a partition (county,
/// township, village, cell, group) add up to the campaign.
public enum CoverageAnalysis {}
