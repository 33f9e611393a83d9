//! Icons: Lucide's, white in the file and tinted where they are drawn.

use egui::{Color32, Image, ImageSource, Rect, Response, Ui, Vec2, include_image};

macro_rules! icons {
    ($($(#[$about:meta])* $name:ident = $file:literal),* $(,)?) => {
        /// A picture that stands for a thing or an action.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::ui) enum Icon {
            $($(#[$about])* $name,)*
        }

        impl Icon {
            fn source(self) -> ImageSource<'static> {
                match self {
                    $(Self::$name => include_image!(concat!("../../../assets/icons/", $file, ".svg")),)*
                }
            }
        }
    };
}

icons! {
    Archive = "file-archive",
    Back = "arrow-left",
    Check = "check",
    Close = "x",
    Command = "command",
    Copy = "copy",
    Cpu = "cpu",
    Dark = "moon",
    Dataset = "images",
    Download = "download",
    Embed = "zap",
    Error = "circle-alert",
    Export = "package-check",
    External = "external-link",
    Filter = "funnel",
    Folder = "folder-open",
    Forward = "arrow-right",
    Good = "circle-check",
    Help = "circle-help",
    Image = "image",
    Info = "info",
    Light = "sun",
    List = "list",
    Map = "chart-scatter",
    Model = "box",
    More = "ellipsis",
    ChevronDown = "chevron-down",
    Columns = "columns-2",
    Minus = "minus",
    Plus = "plus",
    Pause = "pause",
    Play = "play",
    Quality = "shield-check",
    Retry = "rotate-ccw",
    Screen = "monitor",
    Search = "search",
    Settings = "settings",
    Sparkles = "sparkles",
    Stop = "square",
    Table = "table-2",
    Warning = "triangle-alert",
    ZoomIn = "zoom-in",
    ZoomOut = "zoom-out",
}

impl Icon {
    /// The icon as an image in a colour; decoration, so without a name for screen readers.
    pub fn image(self, side: f32, tint: Color32) -> Image<'static> {
        Image::new(self.source())
            .fit_to_exact_size(Vec2::splat(side))
            .tint(tint)
            .alt_text("")
    }

    /// Draws it where it is told to.
    pub fn paint(self, ui: &Ui, rect: Rect, tint: Color32) {
        self.image(rect.width(), tint).paint_at(ui, rect);
    }

    /// Adds it to the row.
    pub fn show(self, ui: &mut Ui, side: f32, tint: Color32) -> Response {
        ui.add(self.image(side, tint))
    }
}

/// The program's own mark.
pub(in crate::ui) fn logo(ui: &mut Ui, side: f32) -> Response {
    let image = Image::new(include_image!("../../../assets/logo.svg"));
    ui.add(
        image
            .fit_to_exact_size(Vec2::splat(side))
            .alt_text("VectorSearch Pro"),
    )
}
