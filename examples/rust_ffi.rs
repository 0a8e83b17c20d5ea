// A shop's orders from Rust, through extern "C" alone: no crate to install.
//
//     rustc -O -L build -l static=cev -l m rust_ffi.rs && ./rust_ffi [orders.csv]
use std::ffi::{c_char, c_void, CStr, CString};
use std::ptr::{null, null_mut};
use std::{env, error::Error, fs};

type Object = *mut c_void; // a context, portfolio, table ...

extern "C" {
    fn cev_status_name(status: i32) -> *const c_char;
    fn cev_ctx_new(allocator: *const c_void, user: Object, out: *mut Object) -> i32;
    fn cev_ctx_message(ctx: Object) -> *const c_char;
    fn cev_ctx_free(ctx: Object);
    fn cev_options_new(ctx: Object, out: *mut Object) -> i32;
    fn cev_options_set_double(options: Object, key: *const c_char, value: f64) -> i32;
    fn cev_options_free(options: Object);
    fn cev_portfolio_new(ctx: Object, out: *mut Object) -> i32;
    fn cev_portfolio_order_id(shop: Object, customer: i64, time: i64, amount: f64) -> i32;
    fn cev_portfolio_count(shop: Object, what: *const c_char) -> i64;
    fn cev_portfolio_summarise(shop: Object, as_of: i64, options: Object, out: *mut Object) -> i32;
    fn cev_portfolio_free(shop: Object);
    fn cev_estimator_new(
        ctx: Object,
        kind: *const c_char,
        options: Object,
        out: *mut Object,
    ) -> i32;
    fn cev_estimator_fit(estimator: Object, customers: Object) -> i32;
    fn cev_estimator_predict(
        estimator: Object,
        customers: Object,
        options: Object,
        out: *mut Object,
    ) -> i32;
    fn cev_estimator_free(estimator: Object);
    fn cev_table_top(table: Object, by: *const c_char, rows: i64, out: *mut Object) -> i32;
    fn cev_table_row_count(table: Object) -> i64;
    fn cev_table_int64(table: Object, column: *const c_char, row: i64) -> i64;
    fn cev_table_double(table: Object, column: *const c_char, row: i64) -> f64;
    fn cev_table_free(table: Object);
}

/// An object of the library, freed when it goes out of sight, in any order.
struct Owned(Object, unsafe extern "C" fn(Object));

impl Drop for Owned {
    fn drop(&mut self) {
        unsafe { (self.1)(self.0) }
    }
}

fn text(s: &str) -> CString {
    CString::new(s).unwrap()
}

fn check(ctx: Object, status: i32) -> Result<(), Box<dyn Error>> {
    if status == 0 {
        return Ok(());
    }
    let (name, why) =
        unsafe { (CStr::from_ptr(cev_status_name(status)), CStr::from_ptr(cev_ctx_message(ctx))) };
    Err(format!("{}: {}", name.to_string_lossy(), why.to_string_lossy()).into())
}

/// What a call makes is its last argument, always.
fn made(
    ctx: Object,
    free: unsafe extern "C" fn(Object),
    call: impl FnOnce(*mut Object) -> i32,
) -> Result<Owned, Box<dyn Error>> {
    let mut out = null_mut();
    check(ctx, call(&mut out))?;
    Ok(Owned(out, free))
}

fn main() -> Result<(), Box<dyn Error>> {
    const TODAY: i64 = 20455 * 86400;
    let path = env::args().nth(1).unwrap_or("examples/till.csv".into());
    let mut orders = vec![];
    for line in fs::read_to_string(path)?.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        orders.push((cells[0].parse()?, cells[1].parse()?, cells[2].parse()?));
    }
    orders.extend([
        (1417, TODAY + 36000, 41.5),
        (9001, TODAY + 39600, 12.75),
        (67, TODAY + 40200, -15.0),
    ]);
    unsafe {
        let held = made(null_mut(), cev_ctx_free, |out| cev_ctx_new(null(), null_mut(), out))?;
        let ctx = held.0;
        let shop = made(ctx, cev_portfolio_free, |out| cev_portfolio_new(ctx, out))?;
        for (customer, time, amount) in orders {
            check(ctx, cev_portfolio_order_id(shop.0, customer, time, amount))?;
        }
        let options = made(ctx, cev_options_free, |out| cev_options_new(ctx, out))?;
        for (key, value) in [("margin", 0.3), ("horizon", 365.0)] {
            check(ctx, cev_options_set_double(options.0, text(key).as_ptr(), value))?;
        }
        let (kind, by) = (text("clv"), text("clv"));
        let clv = made(ctx, cev_estimator_free, |out| {
            cev_estimator_new(ctx, kind.as_ptr(), options.0, out)
        })?;
        let everybody = made(ctx, cev_table_free, |out| {
            cev_portfolio_summarise(shop.0, TODAY, null_mut(), out)
        })?;
        check(ctx, cev_estimator_fit(clv.0, everybody.0))?;
        let scores = made(ctx, cev_table_free, |out| {
            cev_estimator_predict(clv.0, everybody.0, null_mut(), out)
        })?;
        let best = made(ctx, cev_table_free, |out| cev_table_top(scores.0, by.as_ptr(), 3, out))?;
        let count = |what: &str| cev_portfolio_count(shop.0, text(what).as_ptr());
        println!("{} orders of {} customers. The best:", count("orders"), count("customers"));
        for row in 0..cev_table_row_count(best.0) {
            println!(
                "{:6} {:8.2}",
                cev_table_int64(best.0, text("customer").as_ptr(), row),
                cev_table_double(best.0, by.as_ptr(), row)
            );
        }
    }
    Ok(())
}
