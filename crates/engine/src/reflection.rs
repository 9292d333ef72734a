//! What built-ins that look at the program itself need: names and their comments, from the checked program.

use std::cell::RefCell;
use std::rc::Rc;
use zander_builtins::{Declaration, Denotes, Identifier, Reflection};
use zander_compile::hir::{GlobalKind, Meaning, Named};
use zander_compile::lower::Lowered;
use zander_syntax::ast::Docs;
use zander_syntax::docs;
use zander_syntax::source::SourceMap;
use zander_syntax::span::Span;
use zander_value::Type;

/// The program and the texts it comes from.
pub struct Checked {
    pub program: Rc<Lowered>,
    pub sources: Rc<RefCell<SourceMap>>,
}

impl Checked {
    fn describe(&self, name: &Rc<str>, named: &Named) -> Option<Identifier> {
        let program = self.program.program.borrow();
        let meaning = match &named.meaning {
            Meaning::Global(id) => {
                let global = program.globals.get(id.0 as usize)?;
                Denotes::Variable {
                    ty: global.ty.clone(),
                    constant: global.kind == GlobalKind::Const,
                    option: global.kind == GlobalKind::Option,
                }
            }
            Meaning::Func(id) => Denotes::Function(Type::Func(program.funcs.get(id.0 as usize)?.ty.clone())),
            Meaning::Type(t) => Denotes::Type(t.clone()),
            Meaning::Enum(ty, item) => Denotes::Enum(item.clone(), Type::Enum(ty.clone())),
            Meaning::Broken => return None,
        };
        Some(Identifier { name: name.clone(), exported: named.exported, redefinable: named.redefinable, meaning })
    }

    fn place(&self, span: Span, comments: Docs) -> Declaration {
        if span.is_none() {
            return Declaration::default();
        }
        let sources = self.sources.borrow();
        let text = sources.text(span.file);
        Declaration { script: sources.name(span.file).to_string(), comments: docs::text(&text, comments) }
    }
}

impl Reflection for Checked {
    fn identifiers(&self) -> Vec<Identifier> {
        let program = self.program.program.borrow();
        program.names.iter().filter_map(|(name, named)| self.describe(name, named)).collect()
    }

    fn identifier(&self, name: &str) -> Option<Identifier> {
        let program = self.program.program.borrow();
        let (name, named) = program.names.get_key_value(name)?;
        self.describe(name, named)
    }

    fn declaration(&self, name: &str) -> Option<Declaration> {
        let program = self.program.program.borrow();
        let named = program.names.get(name)?;
        Some(self.place(named.span, named.docs))
    }

    fn field(&self, name: &str) -> Option<Declaration> {
        let (record, field) = name.split_once('$')?;
        let program = self.program.program.borrow();
        let Meaning::Type(Type::Record(ty)) = &program.names.get(record)?.meaning else { return None };
        let slot = ty.slot(field)?;
        let place = program.fields.iter().find(|p| p.slot == slot && Rc::ptr_eq(&p.record, ty))?;
        Some(self.place(place.span, place.docs))
    }

    fn script_comments(&self, path: &str) -> Option<String> {
        let sources = self.sources.borrow();
        let ids = (0..sources.len() as u32).map(zander_syntax::FileId);
        let id = ids.into_iter().find(|id| {
            let name = sources.name(*id);
            name.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        })?;
        let text = sources.text(id);
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Some(docs::summary(&text, Span::new(id, 0, end)))
    }
}
