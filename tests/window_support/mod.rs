//! The one place where harnesses of the window are made.
//!
//! [`Window`] is the whole app, without a screen, with a home of its own. It is used as a person (or a screen reader)
//! does: by role and name. [`Start`] says with what it begins: a page, a size, a dataset, a finished run.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, SnapshotOptions};
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range};
use vectorsearch_pro::inference::{Device, EngineChoice, Engines, RuntimePlaces};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelStore, STARTER};
use vectorsearch_pro::paths::AppPaths;
use vectorsearch_pro::ui::{App, Environment};

/// Long enough for a slow machine; what is waited for usually takes a second or two.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// What is open.
enum Data {
    Nothing,
    Dataset(String),
    /// The sample, embedded.
    SampleRun,
    /// See [`write_messy_dataset`].
    Messy,
}

/// Writes what a home holds before the app starts.
type Furnish = Box<dyn Fn(&AppPaths)>;

/// With what a window begins.
pub struct Start {
    theme: egui::Theme,
    size: egui::Vec2,
    zoom: f32,
    page: Option<&'static str>,
    data: Data,
    /// A finished run of the dataset.
    run: Option<PathBuf>,
    /// What is done to the files of the run before the window opens.
    change_run: Option<fn(&Path)>,
    recent: bool,
    pixels: bool,
    environment: Environment,
    furnish: Option<Furnish>,
}

/// A window.
pub struct Window {
    pub harness: Harness<'static, App>,
    home: tempfile::TempDir,
}

impl Start {
    /// A fresh app: light, 1280 x 800, no dataset.
    pub fn new() -> Self {
        Self {
            theme: egui::Theme::Light,
            size: egui::vec2(1280.0, 800.0),
            zoom: 1.0,
            page: None,
            data: Data::Nothing,
            run: None,
            change_run: None,
            recent: false,
            pixels: false,
            environment: Environment::default(),
            furnish: None,
        }
    }

    pub fn theme(mut self, theme: egui::Theme) -> Self {
        self.theme = theme;
        self
    }

    pub fn size(mut self, width: f32, height: f32) -> Self {
        self.size = egui::vec2(width, height);
        self
    }

    pub fn zoom(mut self, zoom: f32) -> Self {
        self.zoom = zoom;
        self
    }

    /// The page that the app was closed on, by the name that the session has for it: "explore".
    pub fn page(mut self, page: &'static str) -> Self {
        self.page = Some(page);
        self
    }

    /// The app was closed with this dataset open: a path, or "sample".
    pub fn dataset(mut self, dataset: impl Into<String>) -> Self {
        self.data = Data::Dataset(dataset.into());
        self
    }

    /// The sample is open and was embedded with the starter model.
    pub fn sample_run(mut self) -> Self {
        self.data = Data::SampleRun;
        self
    }

    /// The same, and something was done to the files of the run since.
    pub fn sample_run_after(self, change: fn(&Path)) -> Self {
        Self {
            change_run: Some(change),
            ..self.sample_run()
        }
    }

    /// A folder is open as the dataset, and was embedded with the starter model: the run is copied from `run`.
    pub fn dataset_with_run(self, dataset: &Path, run: &Path) -> Self {
        Self {
            run: Some(run.to_path_buf()),
            ..self.dataset(dataset.display().to_string())
        }
    }

    /// A dataset with something of everything that can be wrong is open: see [`write_messy_dataset`].
    pub fn messy_dataset(mut self) -> Self {
        self.data = Data::Messy;
        self
    }

    /// Two datasets were open before.
    pub fn recent(mut self) -> Self {
        self.recent = true;
        self
    }

    /// With other engines or self-tests than those of this computer.
    pub fn within(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Puts something into the home before the app starts.
    pub fn furnished(mut self, furnish: impl Fn(&AppPaths) + 'static) -> Self {
        self.furnish = Some(Box::new(furnish));
        self
    }

    /// The window can be drawn into a picture (this needs a software or hardware renderer).
    pub fn with_pixels(mut self) -> Self {
        self.pixels = true;
        self
    }

    /// Opens the window and waits until the dataset, if any, is there.
    pub fn open(self) -> Window {
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::below(home.path());
        self.prepare(&paths);
        if let Some(furnish) = &self.furnish {
            furnish(&paths);
        }
        let mut builder = Harness::builder()
            .with_size(self.size)
            .with_theme(self.theme)
            .with_wait_for_pending_images(false)
            .with_render_cursor(false);
        if self.pixels {
            builder = builder.wgpu();
        }
        let environment = self.environment.clone();
        let harness = builder.build_eframe(move |creation| {
            App::within(&creation.egui_ctx, paths, environment).unwrap()
        });
        let mut window = Window { harness, home };
        window.step_until("the engines", |window| window.has("CPU, "));
        if !matches!(self.data, Data::Nothing) {
            window.step_until("the dataset", |window| window.has(" product"));
        }
        if matches!(self.data, Data::SampleRun) || self.run.is_some() {
            window.step_until("the run", |window| window.has(" vectors"));
        }
        window
    }

    fn prepare(&self, paths: &AppPaths) {
        std::fs::create_dir_all(&paths.config).unwrap();
        if let Some(dataset) = self.closed_with(paths) {
            let settings = serde_json::json!({ "dataset": dataset });
            std::fs::write(paths.settings(), settings.to_string()).unwrap();
        }
        let recent = if self.recent {
            recent()
        } else {
            serde_json::json!([])
        };
        let session = serde_json::json!({ "page": self.page.unwrap_or("dataset"), "zoom": self.zoom, "recent": recent });
        std::fs::write(paths.session(), session.to_string()).unwrap();
        if let (Some(run), Data::Dataset(dataset)) = (&self.run, &self.data) {
            let name = Path::new(dataset).file_name().unwrap().to_string_lossy();
            copy_folder(run, &paths.runs().join(format!("{name} - starter")));
        }
        if matches!(self.data, Data::SampleRun) {
            let run = paths.runs().join("Sample - starter");
            copy_folder(sample_run(), &run);
            if let Some(change) = self.change_run {
                change(&run);
            }
        }
    }
}

impl Start {
    /// What the app was closed with.
    fn closed_with(&self, paths: &AppPaths) -> Option<String> {
        match &self.data {
            Data::Nothing => None,
            Data::Dataset(dataset) => Some(dataset.clone()),
            Data::SampleRun => Some("sample".to_owned()),
            Data::Messy => {
                let folder = paths.data.join("fashion-2024");
                write_messy_dataset(&folder);
                Some(folder.display().to_string())
            }
        }
    }
}

impl Window {
    /// Steps until something holds.
    pub fn step_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(
                started.elapsed() < PATIENCE,
                "{what} did not come; there is:\n{}",
                self.texts().join("\n")
            );
            std::thread::sleep(Duration::from_millis(10));
            self.harness.step();
        }
    }

    /// Steps until a text is there.
    pub fn wait_for(&mut self, text: &str) {
        self.step_until(&format!("\"{text}\""), |window| window.has(text));
    }

    /// Whether something with this text is there.
    pub fn has(&self, text: &str) -> bool {
        self.harness
            .query_all_by_label_contains(text)
            .next()
            .is_some()
    }

    /// Every text that is there, for messages.
    pub fn texts(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter_map(|node| node.accesskit_node().label())
            .collect()
    }

    pub fn click(&mut self, role: Role, name: &str) {
        self.harness.get_by_role_and_label(role, name).click();
        self.harness.run_steps(3);
    }

    pub fn press(&mut self, name: &str) {
        self.click(Role::Button, name);
    }

    pub fn go_to(&mut self, page: &str) {
        self.click(Role::Tab, page);
    }

    pub fn keys(&mut self, modifiers: egui::Modifiers, key: egui::Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(3);
    }

    /// Types into the one text field that there is.
    pub fn type_into_the_field(&mut self, text: &str) {
        self.harness.get_by_role(Role::TextInput).focus();
        self.type_text(text);
    }

    /// Types into the one text field with this name.
    pub fn type_into(&mut self, name: &str, text: &str) {
        let field = self.harness.get_by_role_and_label(Role::TextInput, name);
        field.focus();
        self.type_text(text);
    }

    /// Types into what has the keyboard's focus, letter by letter as a person does: what comes alive with the first
    /// letter must not take the focus away.
    pub fn type_text(&mut self, text: &str) {
        self.harness.run_steps(1);
        for letter in text.chars() {
            self.harness.event(egui::Event::Text(letter.to_string()));
            self.harness.run_steps(1);
        }
        self.harness.run_steps(2);
    }

    /// Searches in the names of the dataset page.
    pub fn search(&mut self, text: &str) {
        let fields = self.harness.get_all_by_role(Role::TextInput);
        let field = fields.into_iter().next().unwrap();
        field.focus();
        self.type_text(text);
        self.rest();
    }

    /// Clicks the picture at this place of the grid that is shown.
    pub fn pick(&mut self, place: usize) {
        self.wait_for_pictures();
        self.harness
            .get_all_by_role(Role::ListItem)
            .nth(place)
            .unwrap()
            .click();
        self.rest();
    }

    fn wait_for_pictures(&mut self) {
        self.step_until("the products", |window| {
            window
                .harness
                .query_all_by_role(Role::ListItem)
                .next()
                .is_some()
        });
    }

    /// Clicks the bar of a chart whose label is this.
    pub fn tick(&mut self, label: &str) {
        self.wait_for_pictures();
        let start = format!("{label}, ");
        let bars = self.harness.get_all_by_role(Role::CheckBox);
        let bar = bars.into_iter().find(|bar| {
            bar.accesskit_node()
                .label()
                .is_some_and(|label| label.starts_with(&start))
        });
        bar.unwrap().click();
        self.rest();
    }

    /// Clicks what has this text, whatever it is.
    pub fn click_text(&mut self, text: &str) {
        self.harness.get_by_label(text).click();
        self.rest();
    }

    /// Finds a command by a few letters and carries it out, by keys alone.
    pub fn choose_command(&mut self, letters: &str) {
        self.keys(egui::Modifiers::COMMAND, egui::Key::K);
        self.harness.event(egui::Event::Text(letters.to_owned()));
        self.harness.run_steps(3);
        self.keys(egui::Modifiers::NONE, egui::Key::Enter);
        self.rest();
    }

    /// Fails unless the window comes to rest: nothing asks to be drawn again.
    pub fn settle(&mut self) {
        self.harness.run();
    }

    /// The folder that holds everything of this app.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Holds a file over the window and waits until it is known what it is.
    pub fn hover_file(&mut self, path: PathBuf) {
        let file = egui::HoveredFile {
            path: Some(path),
            ..Default::default()
        };
        self.harness.input_mut().hovered_files = vec![file];
        self.rest();
    }

    /// Drops a file on the window.
    pub fn drop_file(&mut self, path: PathBuf) {
        let file: egui::DroppedFileHandle = Arc::new(OnDisk(path));
        self.harness.input_mut().dropped_files = vec![file];
        self.rest();
    }

    /// Steps until pictures and other background work are there, as far as that can be seen: a while without wishes.
    pub fn rest(&mut self) {
        for _ in 0..20 {
            std::thread::sleep(Duration::from_millis(25));
            self.harness.run_steps(2);
        }
    }

    /// Draws the window into a picture file, as soon as pictures of products that come in the background are there.
    pub fn save_picture(&mut self, path: &Path) {
        const TRIES: usize = 8;
        self.rest();
        let mut picture = self.harness.render().unwrap();
        for _ in 0..TRIES {
            self.rest();
            let before = std::mem::replace(&mut picture, self.harness.render().unwrap());
            if picture == before {
                break;
            }
        }
        picture.save(path).unwrap();
    }

    /// Compares the page with the picture of this name in `tests/snapshots`. The status bar is left out: it names the
    /// engine and the cores of this computer. Pictures of products come in the background, so it is looked again until
    /// they are there.
    pub fn snapshot(&mut self, name: &str) {
        const TRIES: usize = 20;
        // Where the pictures are made anew the first look counts.
        self.rest();
        self.rest();
        for _ in 1..TRIES {
            if egui_kittest::try_image_snapshot_options(
                &self.small_picture(),
                name,
                &snapshot_options(),
            )
            .is_ok()
            {
                return;
            }
            self.rest();
        }
        egui_kittest::image_snapshot_options(&self.small_picture(), name, &snapshot_options());
    }

    /// The window without the status bar, 640 pixels wide.
    fn small_picture(&mut self) -> image::RgbaImage {
        const STATUS_BAR: u32 = 30;
        let whole = self.harness.render().unwrap();
        let (width, height) = (whole.width(), whole.height() - STATUS_BAR);
        let page = image::imageops::crop_imm(&whole, 0, 0, width, height).to_image();
        let size = (640, 640 * height / width);
        image::imageops::resize(&page, size.0, size.1, image::imageops::FilterType::Triangle)
    }
}

/// A file that is dropped.
#[derive(Debug)]
struct OnDisk(PathBuf);

impl egui::DroppedFile for OnDisk {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|cause| cause.to_string())
    }
}

/// How far a picture may differ: renderers do not round alike at the edges of letters. A control that is a few pixels
/// off, or another colour, is more than this.
fn snapshot_options() -> SnapshotOptions {
    SnapshotOptions::new().threshold(2.0).max_failed_pixels(60)
}

/// A finished run of the sample with the starter model, made once a process.
pub fn sample_run() -> &'static Path {
    static RUN: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    &RUN.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("run");
        embed_sample(&out);
        (folder, out)
    })
    .1
}

fn embed_sample(out: &Path) {
    let control = Control::new();
    let dataset = Dataset::open(
        &DatasetLocation::Sample,
        RowPolicy::Repair,
        &control,
        &CheckProgress::default(),
    )
    .unwrap();
    let engines = Engines::discover(&RuntimePlaces::of_this_process(None, None));
    let request = EmbedRequest {
        dataset: Arc::new(dataset),
        model: ModelStore::new(out.join("no models"))
            .open(STARTER)
            .unwrap(),
        engine: engines.select(EngineChoice::Auto).unwrap(),
        device: Device::Cpu,
        precision: None,
        switch_device: false,
        out: out.to_path_buf(),
        batch: None,
        threads: None,
        range: Range::All,
        fresh: false,
        retry_skipped: false,
    };
    embedding::run(
        &EmbedPlan::new(request).unwrap(),
        &control,
        &Progress::default(),
    )
    .unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// What a session knows of two datasets that were open before.
fn recent() -> serde_json::Value {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    serde_json::json!([
        { "location": "sample", "label": "Sample", "products": 300, "opened": now - 3600 },
        { "location": "/home/student/Downloads/fashion-product-images-small.zip", "label": "fashion-product-images-small.zip", "products": 44_441, "opened": now - 3 * 86_400 },
    ])
}

/// A copy of [`sample_run`] in `folder`.
pub fn copy_of_sample_run(folder: &Path) {
    copy_folder(sample_run(), folder);
}

/// Writes the sample with something of everything that can be wrong with a dataset: three torn rows that can be
/// repaired, one that cannot, a repeated id, two rows without an image, an image that is none, one without a row.
pub fn write_messy_dataset(folder: &Path) {
    vectorsearch_pro::dataset::write_sample(folder).unwrap();
    let csv = folder.join("styles.csv");
    let text = std::fs::read_to_string(&csv).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let id = |line: &str| line.split(',').next().unwrap().to_owned();
    for torn in [20, 45, 90] {
        lines[torn].push_str(", Pack of 2");
    }
    let column = lines[60].find(',').unwrap();
    lines[60].replace_range(..column, "unknown");
    let repeated = lines[99].clone();
    lines[100] = repeated;
    let images = folder.join("images");
    for missing in [120, 150] {
        std::fs::remove_file(images.join(format!("{}.jpg", id(&lines[missing])))).unwrap();
    }
    let broken = images.join(format!("{}.jpg", id(&lines[200])));
    std::fs::write(broken, "<html>404 Not Found</html>").unwrap();
    std::fs::copy(
        images.join(format!("{}.jpg", id(&lines[1]))),
        images.join("999999.jpg"),
    )
    .unwrap();
    std::fs::write(&csv, lines.join("\n") + "\n").unwrap();
}
