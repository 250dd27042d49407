//! The open tables of a page: which cells a row has and whether its table holds data at all.

/// One finished row.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// All cells are headings, and no other row came before.
    pub(super) is_header: bool,
}

#[derive(Debug)]
struct Table {
    cells: Vec<String>,
    headings: usize,
    columns: Vec<Option<usize>>,
    rows: usize,
    in_cell: bool,
    /// Arranges the page rather than holding data: its cells are ordinary text.
    layout: bool,
}

/// The open tables, innermost last.
#[derive(Debug, Default)]
pub(super) struct Rows {
    tables: Vec<Table>,
}

impl Rows {
    pub(super) fn open(&mut self) {
        self.tables.push(Table {
            cells: Vec::new(),
            headings: 0,
            columns: Vec::new(),
            rows: 0,
            in_cell: false,
            layout: false,
        });
    }

    pub(super) fn close(&mut self) {
        self.tables.pop();
    }

    /// Whether text now belongs to a data cell.
    pub(super) fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.in_cell)
    }

    pub(super) fn cell(&mut self, heading: bool) {
        if let Some(table) = self.tables.last_mut().filter(|table| !table.layout) {
            table.in_cell = true;
            table.headings += usize::from(heading);
        }
    }

    pub(super) fn end_cell(&mut self, text: String) {
        if let Some(table) = self.tables.last_mut() {
            table.cells.push(text);
            table.in_cell = false;
        }
    }

    pub(super) fn end_row(&mut self) -> Row {
        let Some(table) = self.tables.last_mut() else { return Row::default() };
        let cells = std::mem::take(&mut table.cells);
        let headings = std::mem::take(&mut table.headings);
        let is_header = table.rows == 0 && cells.len() > 1 && headings == cells.len();
        table.rows += usize::from(!cells.is_empty());
        Row { cells, is_header }
    }

    pub(super) fn columns(&self) -> &[Option<usize>] {
        self.tables.last().map_or(&[], |table| &table.columns)
    }

    pub(super) fn set_columns(&mut self, columns: Vec<Option<usize>>) {
        if let Some(table) = self.tables.last_mut() {
            table.columns = columns;
        }
    }

    /// Declares the innermost table a layout table, if text now belongs to one of its cells, and hands
    /// out the cells of the row so far.
    pub(super) fn demote(&mut self) -> Vec<String> {
        match self.tables.last_mut() {
            Some(table) if table.in_cell => {
                table.layout = true;
                table.in_cell = false;
                std::mem::take(&mut table.cells)
            }
            _ => Vec::new(),
        }
    }
}
